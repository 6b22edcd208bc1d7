package dev.sojourn.adapters.http;

import dev.sojourn.application.audit.ReadAudit;
import dev.sojourn.application.authorization.BeginAuthorization;
import dev.sojourn.application.cutoff.CutOffSessions;
import dev.sojourn.application.event.FollowEvents;
import dev.sojourn.application.lockout.LiftLockout;
import dev.sojourn.application.lockout.ListLockouts;
import dev.sojourn.application.lockout.ReportLoginAttempt;
import dev.sojourn.application.lockout.ShowLockout;
import dev.sojourn.application.outage.CheckReadiness;
import dev.sojourn.application.session.ChangeAttributes;
import dev.sojourn.application.session.EndSession;
import dev.sojourn.application.session.EndSessionsOfUser;
import dev.sojourn.application.session.FindSession;
import dev.sojourn.application.session.ListSessionsOfUser;
import dev.sojourn.application.session.OpenSession;
import dev.sojourn.application.session.OpenSessionOnce;
import dev.sojourn.application.session.ReauthenticateSession;
import dev.sojourn.application.session.SearchSessions;
import dev.sojourn.application.token.CheckDpopProof;
import dev.sojourn.application.token.ExchangeCodeForTokens;
import dev.sojourn.application.token.IntrospectToken;
import dev.sojourn.application.token.JwtMint;
import dev.sojourn.application.token.RefreshTokens;
import dev.sojourn.application.token.RevokeToken;
import dev.sojourn.application.token.RotateSigningKeys;
import dev.sojourn.application.token.VerifyAccessToken;

/** All that the API can be asked to do. */
public record UseCases(
    OpenSession openSession,
    OpenSessionOnce openSessionOnce,
    FindSession findSession,
    SearchSessions searchSessions,
    ListSessionsOfUser listSessionsOfUser,
    ChangeAttributes changeAttributes,
    ReauthenticateSession reauthenticateSession,
    EndSession endSession,
    EndSessionsOfUser endSessionsOfUser,
    CutOffSessions cutOffSessions,
    CheckReadiness checkReadiness,
    ReadAudit readAudit,
    FollowEvents followEvents,
    RefreshTokens refreshTokens,
    ExchangeCodeForTokens exchangeCodeForTokens,
    VerifyAccessToken verifyAccessToken,
    IntrospectToken introspectToken,
    RevokeToken revokeToken,
    CheckDpopProof checkDpopProof,
    RotateSigningKeys rotateSigningKeys,
    JwtMint jwtMint,
    BeginAuthorization beginAuthorization,
    ReportLoginAttempt reportLoginAttempt,
    ShowLockout showLockout,
    ListLockouts listLockouts,
    LiftLockout liftLockout) {}
