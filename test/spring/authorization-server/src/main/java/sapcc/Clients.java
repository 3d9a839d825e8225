package sapcc;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** Clients and customers. */
@Configuration(proxyBeanMethods = false)
class Clients {
    /** Setting of a client: a page of the shop's in place of the server's own login page. */
    static final String LOGIN_PAGE_URI = "sap.login-page-uri";

    @Bean
    RegisteredClientRepository registeredClients(ServerProperties properties) {
        return new InMemoryRegisteredClientRepository(List.of(
                confidential("storefront", properties, Map.of()),
                confidential("storefront_custom", properties, Map.of(LOGIN_PAGE_URI, properties.loginPageUri())),
                client("storefront_public", properties, Map.of())
                        .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                        .build(),
                // OCC, which asks whether a token is good.
                RegisteredClient.withId("occ").clientId("occ").clientSecret("{noop}occ-secret")
                        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                        .build()));
    }

    private static RegisteredClient confidential(String id, ServerProperties properties, Map<String, Object> settings) {
        return client(id, properties, settings)
                .clientSecret("{noop}" + id + "-secret")
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .build();
    }

    private static RegisteredClient.Builder client(String id, ServerProperties properties, Map<String, Object> settings) {
        return RegisteredClient.withId(id).clientId(id)
                .authorizationGrantTypes(types -> types.addAll(Set.of(AuthorizationGrantType.AUTHORIZATION_CODE, AuthorizationGrantType.REFRESH_TOKEN)))
                .redirectUris(uris -> uris.addAll(properties.redirectUris()))
                .postLogoutRedirectUris(uris -> uris.addAll(properties.postLogoutRedirectUris()))
                .scope("basic")
                .scope("openid")
                // SAP wants PKCE of confidential clients too, and asks no customer for consent.
                .clientSettings(ClientSettings.builder().requireProofKey(true).requireAuthorizationConsent(false)
                        .settings(all -> all.putAll(settings)).build())
                .tokenSettings(TokenSettings.builder().reuseRefreshTokens(false)
                        .accessTokenTimeToLive(properties.accessTokenTtl())
                        .refreshTokenTimeToLive(properties.refreshTokenTtl()).build());
    }

    @Bean
    UserDetailsService customers() {
        return new InMemoryUserDetailsManager(
                User.withUsername("jane@example.com").password("{noop}Password1!").roles("CUSTOMER").build(),
                User.withUsername("john@example.com").password("{noop}Password1!").roles("CUSTOMER").build(),
                User.withUsername("disabled@example.com").password("{noop}Password1!").roles("CUSTOMER").disabled(true).build());
    }
}
