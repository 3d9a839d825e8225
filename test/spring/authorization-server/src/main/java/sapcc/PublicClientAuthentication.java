package sapcc;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.web.authentication.AuthenticationConverter;

/** A public client names itself by {@code client_id} alone where it refreshes and revokes. */
final class PublicClientAuthentication extends OAuth2ClientAuthenticationToken {
    private PublicClientAuthentication(String clientId) {
        super(clientId, ClientAuthenticationMethod.NONE, null, Map.of());
    }

    static final class Converter implements AuthenticationConverter {
        @Override
        public Authentication convert(HttpServletRequest request) {
            String clientId = request.getParameter("client_id");
            boolean isRefresh = "/oauth/token".equals(request.getServletPath()) && "refresh_token".equals(request.getParameter("grant_type"));
            boolean isRevocation = "/oauth/revoke".equals(request.getServletPath());
            boolean hasSecret = request.getHeader("Authorization") != null || request.getParameter("client_secret") != null;
            return clientId == null || hasSecret || !(isRefresh || isRevocation) ? null : new PublicClientAuthentication(clientId);
        }
    }

    static final class Provider implements AuthenticationProvider {
        private final RegisteredClientRepository clients;

        Provider(RegisteredClientRepository clients) {
            this.clients = clients;
        }

        @Override
        public Authentication authenticate(Authentication authentication) {
            RegisteredClient client = clients.findByClientId(authentication.getName());
            if (client == null || !client.getClientAuthenticationMethods().contains(ClientAuthenticationMethod.NONE)) {
                throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
            }
            return new OAuth2ClientAuthenticationToken(client, ClientAuthenticationMethod.NONE, null);
        }

        @Override
        public boolean supports(Class<?> type) {
            return PublicClientAuthentication.class.equals(type);
        }
    }
}
