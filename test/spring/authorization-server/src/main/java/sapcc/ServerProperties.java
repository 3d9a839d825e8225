package sapcc;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a test decides.
 *
 * @param redirectUris where the shop's clients may be sent back to, compared byte for byte
 * @param postLogoutRedirectUris where OpenID Connect's end-session endpoint may send browsers back to
 * @param accessTokenTtl lifetime of access tokens
 * @param refreshTokenTtl lifetime of refresh tokens
 * @param loginPageUri {@code loginPageUri} of the client {@code storefront_custom}: a page of the shop's
 */
@ConfigurationProperties("test")
public record ServerProperties(
        @DefaultValue({}) List<String> redirectUris,
        @DefaultValue({}) List<String> postLogoutRedirectUris,
        @DefaultValue("300s") Duration accessTokenTtl,
        @DefaultValue("3600s") Duration refreshTokenTtl,
        @DefaultValue("http://localhost:3000/login") String loginPageUri) {
}
