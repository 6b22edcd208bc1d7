package dev.sojourn.interop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells whose orders it would show. */
@SpringBootApplication
@ConfigurationPropertiesScan
@RestController
class ResourceServer {
  public static void main(String... arguments) {
    SpringApplication.run(ResourceServer.class, arguments);
  }

  @GetMapping("/orders")
  String orders(Authentication person) {
    return "orders of " + person.getName();
  }
}
