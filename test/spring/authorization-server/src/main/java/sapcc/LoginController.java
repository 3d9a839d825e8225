package sapcc;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Map;
import org.springframework.context.annotation.Profile;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** SAP's own login page, and the CSRF token for login pages that a shop has itself. */
@RestController
@Profile("sap")
class LoginController {
    private final PendingLogins pendingLogins;

    LoginController(PendingLogins pendingLogins) {
        this.pendingLogins = pendingLogins;
    }

    @GetMapping(path = "/login", produces = MediaType.TEXT_HTML_VALUE)
    String page(HttpServletRequest request, CsrfToken csrf) {
        String action = HtmlUtils.htmlEscape(request.getContextPath() + "/login");
        return """
                <!DOCTYPE html>
                <html lang="en"><head><title>Login</title></head><body>
                <form method="post" action="%s">
                <input name="username" type="text"><input name="password" type="password">
                <input name="%s" type="hidden" value="%s">
                <button type="submit">Login</button>
                </form></body></html>
                """.formatted(action, csrf.getParameterName(), csrf.getToken());
    }

    /**
     * Only for a browser session whose login has a page of the shop's, and only for that page: the request's
     * {@code Origin} and {@code Referer} have to name it. The texts are those of SAP's server.
     */
    @GetMapping("/csrf")
    ResponseEntity<?> csrf(HttpServletRequest request, HttpServletResponse response, CsrfToken csrf) {
        String page = pendingLogins.loginPage(request, response);
        String origin = request.getHeader("Origin");
        if (origin != null && (page == null || !origin.equals(originOf(page)))) {
            return ResponseEntity.status(403).contentType(MediaType.TEXT_PLAIN).body("Invalid CORS request");
        }
        if (page == null) return badRequest("No OAuth client related to request or custom login page URI not configured");
        String referer = request.getHeader("Referer");
        if (referer == null || !originOf(page).equals(originOf(referer))) return badRequest("Login page configuration does not match the request");
        return ResponseEntity.ok(Map.of("parameterName", csrf.getParameterName(), "headerName", csrf.getHeaderName(), "token", csrf.getToken()));
    }

    private static ResponseEntity<?> badRequest(String description) {
        return ResponseEntity.badRequest().body(Map.of("error", "bad_request", "error_description", description));
    }

    private static String originOf(String address) {
        URI uri = URI.create(address);
        return uri.getScheme() + "://" + uri.getAuthority();
    }
}
