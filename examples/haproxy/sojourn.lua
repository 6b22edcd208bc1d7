-- Asks Sojourn whether a request may pass:
--
--   http-request lua.sojourn http://127.0.0.1:8080/v1/verify
--
-- Where it may, the application is told who asks, and txn.sojourn is "passed". Where not, Sojourn's answer is the
-- client's. HAProxy's own HTTP client is all that is needed.

local TIMEOUT_MS = 5000

-- What Sojourn judges by. Anything else of the client's is none of its business.
local ASKED_WITH = {
  "authorization", "dpop", "cookie",            -- who it is
  "origin", "sec-fetch-site", "x-csrf-token",   -- from which page it comes
  "sec-fetch-mode", "accept", "user-agent",     -- whether it is a browser that shows a page
}

local IDENTITY = { "x-session-id", "x-user-id", "x-session-policy" }

local ANSWERED_WITH = { "www-authenticate", "location", "dpop-nonce", "content-type", "cache-control", "retry-after" }

-- HAProxy counts the values of a header from 0, a Lua list from 1; both keep nil at the end.
local function list(values)
  local all = {}
  for i = 0, 1000 do
    local value = values and values[i]
    if value ~= nil then
      all[#all + 1] = value
    elseif i > 0 then
      break
    end
  end
  return all
end

local function question(txn)
  local sent = txn.http:req_get_headers()
  local headers = {}
  for _, name in ipairs(ASKED_WITH) do
    -- All values, so that Sojourn sees what is ambiguous and refuses it.
    local values = list(sent[name])
    if #values > 0 then
      headers[name] = values
    end
  end
  local secure = txn.f:ssl_fc()
  headers["x-forwarded-method"] = { txn.f:method() }
  headers["x-forwarded-proto"] = { (secure == true or secure == 1) and "https" or "http" }
  headers["x-forwarded-host"] = { txn.sf:req_hdr("host") }
  headers["x-forwarded-uri"] = { txn.sf:pathq() }
  headers["x-forwarded-for"] = { txn.sf:src() }
  return headers
end

local function pass(txn, answer)
  for _, name in ipairs(IDENTITY) do
    local value = list(answer.headers[name])[1]
    if value then
      txn.http:req_set_header(name, value)
    else
      txn.http:req_del_header(name)
    end
  end
  txn:set_var("txn.sojourn", "passed")
end

local function refuse(txn, answer)
  local reply = txn:reply({ status = answer.status, body = answer.body or "" })
  for _, name in ipairs(ANSWERED_WITH) do
    for _, value in ipairs(list(answer.headers[name])) do
      reply:add_header(name, value)
    end
  end
  txn:done(reply)
end

core.register_action("sojourn", { "http-req" }, function(txn, url)
  local answer = core.httpclient():get({ url = url, headers = question(txn), timeout = TIMEOUT_MS })
  local status = answer and answer.status or 0
  if status < 200 or status > 499 then
    -- No answer, or none that says anything about this request: to be repeated when Sojourn says so.
    local wait = answer and list((answer.headers or {})["retry-after"])[1] or "1"
    txn:done(txn:reply({ status = 503, headers = { ["retry-after"] = { wait } } }))
  elseif status == 200 then
    pass(txn, answer)
  else
    refuse(txn, answer)
  end
end, 1)
