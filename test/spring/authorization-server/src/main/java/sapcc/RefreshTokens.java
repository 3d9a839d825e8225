package sapcc;

import java.time.Instant;
import java.util.Base64;
import org.springframework.security.crypto.keygen.Base64StringKeyGenerator;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/**
 * Refresh tokens for public clients too. A confidential client's session slides with every refresh; a public client's
 * ends when its first refresh token would have.
 */
final class RefreshTokens implements OAuth2TokenGenerator<OAuth2RefreshToken> {
    private final Base64StringKeyGenerator values = new Base64StringKeyGenerator(Base64.getUrlEncoder().withoutPadding(), 96);

    @Override
    public OAuth2RefreshToken generate(OAuth2TokenContext context) {
        if (!OAuth2TokenType.REFRESH_TOKEN.equals(context.getTokenType())) return null;
        Instant now = Instant.now();
        Instant end = endOf(context, now);
        // The old token has expired since Spring checked it.
        if (!end.isAfter(now)) throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
        return new OAuth2RefreshToken(values.generateKey(), now, end);
    }

    private static Instant endOf(OAuth2TokenContext context, Instant now) {
        RegisteredClient client = context.getRegisteredClient();
        var previous = context.getAuthorization() == null ? null : context.getAuthorization().getRefreshToken();
        boolean isPublic = client.getClientAuthenticationMethods().contains(ClientAuthenticationMethod.NONE);
        return isPublic && previous != null ? previous.getToken().getExpiresAt() : now.plus(client.getTokenSettings().getRefreshTokenTimeToLive());
    }
}
