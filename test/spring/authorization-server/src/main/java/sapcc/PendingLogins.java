package sapcc;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Profile;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.stereotype.Component;

/** The authorization request that waits in a browser's session for its login, as Spring's request cache keeps it. */
@Component
@Profile("sap")
class PendingLogins {
    private final RegisteredClientRepository clients;

    PendingLogins(RegisteredClientRepository clients) {
        this.clients = clients;
    }

    /** The shop's login page that this session's login uses; {@code null} for none, and for a session without a login. */
    String loginPage(HttpServletRequest request, HttpServletResponse response) {
        SavedRequest saved = new HttpSessionRequestCache().getRequest(request, response);
        String[] ids = saved == null ? null : saved.getParameterValues("client_id");
        return ids == null ? null : loginPageOf(clients.findByClientId(ids[0]));
    }

    static String loginPageOf(RegisteredClient client) {
        return client == null ? null : client.getClientSettings().getSetting(Clients.LOGIN_PAGE_URI);
    }
}
