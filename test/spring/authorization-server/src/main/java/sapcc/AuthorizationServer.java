package sapcc;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * Spring Authorization Server as SAP Commerce 2211-jdk21 has it, for the tests of nuxt-sapcc.
 *
 * <p>Without a profile it is Spring's own server with nothing but SAP's paths. The profile {@code sap} adds what SAP's
 * extension {@code authorizationserver} adds: its login page, {@code /csrf}, custom login pages, and sessions of public
 * clients.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class AuthorizationServer {
    public static void main(String[] arguments) {
        SpringApplication.run(AuthorizationServer.class, arguments);
    }
}
