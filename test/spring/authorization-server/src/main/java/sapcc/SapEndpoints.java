package sapcc;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import org.springframework.context.annotation.Profile;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.config.annotation.web.configurers.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.server.authorization.token.DelegatingOAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2AccessTokenGenerator;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.stereotype.Component;

/** What SAP's extension adds to Spring's two filter chains. */
@Component
@Profile("sap")
class SapEndpoints {
    private final RegisteredClientRepository clients;
    private final JWKSource<SecurityContext> signingKeys;
    private final PendingLogins pendingLogins;

    SapEndpoints(RegisteredClientRepository clients, JWKSource<SecurityContext> signingKeys, PendingLogins pendingLogins) {
        this.clients = clients;
        this.signingKeys = signingKeys;
        this.pendingLogins = pendingLogins;
    }

    /** Public clients get refresh tokens and may use and revoke them, which Spring's own server refuses. */
    void configure(OAuth2AuthorizationServerConfigurer endpoints) {
        endpoints.clientAuthentication(authentication -> authentication
                .authenticationConverter(new PublicClientAuthentication.Converter())
                .authenticationProviders(providers -> providers.add(0, new PublicClientAuthentication.Provider(clients))));
        endpoints.tokenGenerator(new DelegatingOAuth2TokenGenerator(
                new JwtGenerator(new NimbusJwtEncoder(signingKeys)), new OAuth2AccessTokenGenerator(), new RefreshTokens()));
    }

    /** To the page of the client of the request: its {@code loginPageUri} exactly as configured, else SAP's own page. */
    AuthenticationEntryPoint toLoginPage() {
        return (request, response, exception) -> {
            RegisteredClient client = clients.findByClientId(String.valueOf(request.getParameter("client_id")));
            String page = PendingLogins.loginPageOf(client);
            response.sendRedirect(page == null ? request.getContextPath() + "/login" : page);
        };
    }

    void configurePages(HttpSecurity http) throws Exception {
        http.formLogin(form -> form.loginPage("/login").failureHandler(toLoginPageWithError()).permitAll())
                .logout(logout -> logout.logoutRequestMatcher(request -> "/logout".equals(request.getServletPath())))
                .authorizeHttpRequests(requests -> requests.requestMatchers("/csrf").permitAll());
    }

    /** On the shop's own page the reason has a name; SAP's own page has Spring's bare {@code ?error}. */
    private AuthenticationFailureHandler toLoginPageWithError() {
        return (request, response, exception) -> {
            String page = pendingLogins.loginPage(request, response);
            String reason = exception instanceof DisabledException ? "account_disabled" : "bad_credentials";
            response.sendRedirect(page == null ? request.getContextPath() + "/login?error" : page + (page.contains("?") ? "&" : "?") + "error=" + reason);
        };
    }

}
