/** Why a sentence needs no test: it promises nothing. */
export type NoPromise
  /** What the reader should do. */
  = | 'advice'
  /** Why something is so, or what another product does. */
    | 'background'
  /** What the module does not do. */
    | 'limit'
  /** It announces the sentences after it. */
    | 'introduction'

/** A test, as `file: title`; the files are below `test`. */
export type TestName = `${string}.test.ts: ${string}`

/**
 * docs/sessions.md sentence by sentence, in its order: the tests that show what a sentence promises. A sentence that is
 * new or has changed fails `session-claims.test.ts` until it is here with a test that shows it.
 */
export const SESSION_CLAIMS: readonly (readonly [sentence: string, shownBy: NoPromise | readonly [TestName, ...TestName[]]])[] = [
  // Two stores
  ['| the cookie holds | the whole session, encrypted | a random id of 256 bits, new at each sign-in |', [
    'unit/session/session-cookies.test.ts: is sealed, and the names tell nothing of it',
    'unit/session/storage-store.test.ts: gives the browser a random id and keeps nothing readable',
    'unit/session/storage-store.test.ts: has a new id for each sign-in',
  ]],
  ['| tokens are kept | in the browser\'s cookie; for `gracePeriod` also on the server, sealed | in the storage, sealed; the key is a hash of the id |', [
    'unit/session/session-cookies.test.ts: is sealed, and the names tell nothing of it',
    'unit/session/cookie-store.test.ts: keeps newer tokens for the grace period, and nothing readable',
    'unit/session/storage-store.test.ts: gives the browser a random id and keeps nothing readable',
  ]],
  ['| a response that gets lost | costs nothing within `gracePeriod`, in the process that renewed the token (or in all, with Redis) | costs nothing, ever |', [
    'e2e/session.test.ts: never loses the session when the answer with the new cookie is lost',
    'unit/session/coordinator.test.ts: gives late callers what replaced their tokens, through any number of rotations',
    'unit/session/instances.redis.test.ts: answer late requests with what another instance renewed',
    'e2e/deployments.test.ts: is answered with the newest tokens within the grace period, with such a Redis',
    'unit/session/request-session.test.ts: costs nothing with sessions on the server, however much later the browser comes back',
  ]],
  ['| sign-out | clears the cookie and revokes the tokens. A copy of the cookie is refused for `maxAge`: with a storage by all processes, also after restarts. Without one only the process that did it refuses the copy, for its last 50,000 sign-outs and until it ends | the id is refused from then on |', [
    'e2e/login.test.ts: revokes at sign-out',
    'unit/session/session-cookies.test.ts: are the mark and no content after a sign-out; the pointer stays and means "not signed in"',
    'unit/auth/session-termination.test.ts: the ended session answers nowhere until its cookie is too old',
    'unit/auth/session-termination.test.ts: answer nowhere in the process that ended them until their cookies are too old',
    'unit/auth/session-termination.test.ts: for the last 50,000 that ended',
    'unit/session/storage-store.test.ts: refuses a retired id',
  ]],
  ['| listing and ending a customer\'s sessions | – | `listSapccSessions`, `endSapccSessions` |', [
    'e2e/instances.test.ts: can be listed by customer and ended on all other devices',
    'unit/auth/session-termination.test.ts: are not known by customer with sessions in cookies',
  ]],
  ['| a new password | other sessions go on | [ends the customer\'s other sessions](#after-a-new-password) |', [
    'unit/auth/session-termination.test.ts: ends the other sessions of the customer, revokes their tokens, and keeps the session in which it was changed',
    'unit/auth/session-termination.test.ts: ends nothing and marks nothing with sessions in cookies: the others are not known',
  ]],
  ['| survives a restart of the server | yes, except a new cookie that was never delivered | as well as the storage does |', [
    'e2e/cookies.test.ts: a new session password, sessions in %s',
    'unit/session/refresh-interval.test.ts: is sent once; its refusal ends nothing newer',
    'e2e/deployments.test.ts: is refused, and the browser\'s session goes on there, without a storage',
    'e2e/instances.test.ts: keep the session through a restart of Redis',
  ]],
  ['**The storage**, on this page, is what the shop mounts as `sapcc` in Nitro, usually Redis.', 'introduction'],
  ['Choose the store with `NUXT_SAPCC_SESSION_STORE`; changing it signs out all customers once.', [
    'unit/config/config.test.ts: keeps sessions where the setting says, and nowhere else',
    'e2e/cookies.test.ts: a shop that moves its sessions to the server signs everybody out once',
  ]],
  ['What stands in `nuxt.config.ts` is fixed when the shop is built.', 'background'],
  ['An address that is known at start only is mounted by a Nitro plugin:', 'advice'],
  ['Both need `npm install ioredis`; where the package manager does not hoist, `unstorage` too.', 'advice'],
  ['[What Redis needs](#what-redis-needs) explains the settings.', 'introduction'],
  ['Without a mount named `sapcc`, `\'storage\'` keeps sessions in the process\'s memory, bounded, and warns about it in production.', [
    'unit/session/storage-store.test.ts: stands in for a mount that is missing',
    'unit/session/session-services.test.ts: is told at start what it needs when nothing is mounted (%s, several: %s)',
  ]],
  // A session in the browser
  // A picture of what the sentences after it say one by one.
  ['![A sign-in begins a session, a refresh renews it, and an outage ends none](./pictures/session.svg)', ['e2e/session.test.ts: keeps the session through an outage and ends it after a refusal']],
  ['Three cookies, so that it does not matter in which order responses arrive:', 'introduction'],
  ['| pointer, `__Host-sapcc-{shop}` | a sign-in only | the name of the session that the browser is in |', ['unit/session/session-cookies.test.ts: are written by a sign-in: the pointer and the content']],
  ['| content, `…-s-{name}` | a sign-in, and with sessions in cookies each refresh | the sealed session, or its id |', [
    'unit/session/session-cookies.test.ts: are written by a refresh: ${mode === \'cookie\' ? \'the content only\' : \'none\'}',
    'unit/session/session-cookies.test.ts: is sealed, and the names tell nothing of it',
  ]],
  ['| mark, `…-x-{name}` | a sign-out, a refused refresh | that the session has ended, or that it has ended up to a certain refresh |', [
    'unit/session/session-cookies.test.ts: are the mark and no content after a sign-out; the pointer stays and means "not signed in"',
    'unit/session/session-cookies.test.ts: says up to which generation the session is over, and removes nothing',
  ]],
  ['A redirect login adds `…-sso` (whether the browser has a session with the authorization server) and, for the routes of login and logout only, `…-id-{name}` and `…-logout`; see [signing-in.md](./signing-in.md).', [
    'unit/http/cookie-names.test.ts: gives each kind of cookie another name, the same at each start',
    'e2e/sign-out.test.ts: makes the next redirect login ask for the password, and only that one',
    'e2e/login.test.ts: asks with state, PKCE and ui_locales, and keeps the login in a short-lived cookie',
  ]],
  ['`…-id-{name}` has the session\'s ID token.', ['unit/session/id-tokens.test.ts: is in a cookie of its own for the routes of login and logout, and not in the session\'s']],
  ['With sessions in cookies, each refresh that brings a new one rewrites it.', [
    'unit/session/id-tokens.test.ts: reaches the browser with the answers of all calls that shared the refresh; later ones with an old cookie are smaller',
    'unit/session/id-tokens.test.ts: of a late answer does not replace that of a later login, nor come back after a sign-out',
  ]],
  ['With sessions on the server, the newest one is kept with the tokens, and the sign-out writes it to the cookie.', [
    'unit/session/id-tokens.test.ts: is the newest one after many refreshes, also where one of them brings none',
    'e2e/plain-oidc.test.ts: ends the provider\'s own session at the sign-out, where the provider says that it can, with the newest ID token after %d refreshes',
  ]],
  ['A pointer without content, or with a mark, means "not signed in".', [
    'unit/session/session-cookies.test.ts: are the mark and no content after a sign-out; the pointer stays and means "not signed in"',
    'unit/session/session-cookies.test.ts: mean "not signed in" with a mark, whatever the content says, and a response sets no cookie then',
  ]],
  ['A late response can therefore neither change which session the browser is in, nor bring back an ended one, nor remove another one.', [
    'e2e/late-answers.test.ts: does not bring back a session that another tab has signed out meanwhile',
    'e2e/late-answers.test.ts: neither replaces nor ends the session of another customer who has signed in meanwhile',
    'e2e/late-answers.test.ts: changes nothing when it arrives after a sign-out and a sign-in',
    'e2e/late-requests.test.ts: is refused after a slow upload, and the browser\'s newer cookie stays',
    'e2e/late-requests.test.ts: is refused when it arrives late as a whole, and the browser\'s newer cookie stays',
    'e2e/late-requests.test.ts: is refused when its access token has expired meanwhile, and the browser\'s newer cookie stays',
  ]],
  ['`{shop}` is a short hash of the origin of `publicUrl`, the app\'s base path and the client id: several shops on one host that differ in one of these do not touch each other\'s sessions, carts and pending logins.', [
    'unit/http/cookie-names.test.ts: gives shops on one host that differ by their %s names of their own',
    'e2e/two-shops.test.ts: keep their sessions apart: signed in as two customers, refreshed, and signed out one by one',
    'e2e/two-shops.test.ts: keep their carts apart, also when the customer of one signs in',
    'e2e/two-shops.test.ts: keep their pending logins apart: a sign-out gives up those of its own shop only',
  ]],
  ['Because a client can rename its cookies, `{shop}` is also inside the session, which is refused elsewhere; sessions of the version before do not have it and go on.', [
    'unit/session/session-cookies.test.ts: are refused at another shop on the same server, also when a client has renamed them',
    'unit/session/session-cookies.test.ts: of a version that did not name the shop inside are accepted, and renewed',
    'e2e/brands.test.ts: accepts no session of one brand at the other under the names of that brand\'s cookies, which a client can give them',
  ]],
  ['Shops on several ports of one host need `publicUrl`.', 'advice'],
  ['Below a base path the prefix is `__Secure-`, with that path.', ['unit/http/cookie-names.test.ts: has the prefix that browsers accept with the path: %j']],
  ['A call that met a 401 is repeated only in the session that it was made in.', [
    'unit/sdk/call-session.test.ts: names the session that it was made in: %s',
    'e2e/session.test.ts: refuses to repeat a call in another session than the one it was made in',
    'e2e/session.test.ts: is not executed for a visitor, also where the browser does not know of the end yet',
  ]],
  ['When another tab has signed out meanwhile, or in, as the same or another customer, the server answers the repeated call with `SessionChangedError` (409), and it is not executed.', ['e2e/session.test.ts: refuses to repeat a call in another session than the one it was made in']],
  ['The same holds on the server, where one request of the shop\'s own begins a session (`signUserIn`, `beginSapccSession`) while a call of the previous session is in progress.', ['e2e/two-customers.test.ts: does not repeat the write of the first when it %s the second in the middle']],
  ['A session ends `session.maxAge` seconds after its last use and `session.absoluteMaxAge` seconds after its sign-in.', [
    'unit/session/session-lifetime.test.ts: is over when it was not used for maxAge, also with a cookie that was kept by hand',
    'unit/session/session-lifetime.test.ts: is over after absoluteMaxAge, however much it is used and renewed',
  ]],
  ['The last use is saved at most once per tenth of `maxAge`, so a session may end that much earlier.', [
    'unit/session/session-lifetime.test.ts: its use is written down once a tenth of maxAge has passed',
    'unit/session/session-lifetime.test.ts: lives for nine tenths of maxAge at least after each use: %d of it after the sign-in',
  ]],
  ['Both times are stored in the sealed session and checked by the server, not only by the browser, with a tolerance of up to five seconds for clocks that differ.', [
    'unit/session/session-lifetime.test.ts: a session %s: %o',
    'unit/session/session-lifetime.test.ts: is over when it was not used for maxAge, also with a cookie that was kept by hand',
  ]],
  ['A session whose cookies would take more than `session.cookieBudget` bytes is refused at the sign-in with `SessionTooLargeError`: servers and proxies would refuse every further request of that browser.', [
    'unit/session/session-cookies.test.ts: that would lock the browser out is refused at the sign-in',
    'e2e/large-sessions.test.ts: is refused at the sign-in with a password, its tokens are revoked, and the browser goes on as a visitor',
    'e2e/large-sessions.test.ts: is refused at the end of a redirect login, its tokens are revoked, and the browser goes on as a visitor',
    'e2e/large-sessions.test.ts: is refused with the default budget, too, and the session before goes on',
    'e2e/large-sessions.test.ts: never sends more cookies than Node accepts: %s',
    'e2e/large-sessions.test.ts: does not do so after logins by redirect either, whose ID tokens are in further cookies',
  ]],
  ['Such sessions belong on the server.', 'advice'],
  ['The tokens of a refresh may take up to twice as much.', ['unit/session/session-cookies.test.ts: may grow with a refresh, but not so far that it would lock the browser out']],
  ['The module still accepts the cookie of version 0.1 (`sapcc-session`): customers stay signed in after the update.', ['unit/session/session-cookies.test.ts: of version 0.1 are adopted once']],
  ['Cookies of a response are decided when its head leaves, for the module\'s routes as for pages and the shop\'s own routes.', [
    'e2e/rendering-places.test.ts: wait with their headers for a refresh that has begun, and carry its cookie',
    'contract/finish.test.ts: is decided once, before its head leaves',
    'unit/session/session-lifetime.test.ts: is written down also by a response whose work says nothing about cookies',
  ]],
  ['At that moment the session is read once more: cookies of a session that has ended or was refreshed since are not written.', [
    'e2e/late-answers.test.ts: does not bring back a session that another tab has signed out meanwhile',
    'e2e/late-answers.test.ts: does not put older tokens over those of a later refresh',
  ]],
  ['A response that carries a cookie of the module\'s, or was made with a customer\'s session or a visitor\'s cart, is `private, no-store` unless the shop said otherwise, and never `public`.', [
    'unit/http/response-caching.test.ts: keeps a page of a visitor with cookies of the module out of caches: %j, with cookies: %s',
    'e2e/inner-requests.test.ts: a route that reads the session is private, no-store',
    'e2e/inner-requests.test.ts: a public response is corrected, with a warning in the log',
  ]],
  // Several instances
  ['All instances of a shop have the same `NUXT_SAPCC_PUBLIC_URL`: the cookies\' names come from it.', 'advice'],
  ['With Redis as the storage (unstorage\'s driver `redis`), one instance asks the authorization server and the others get its result.', [
    'e2e/instances.test.ts: answer 200 calls at expiry with one grant',
    'unit/session/instances.redis.test.ts: send one grant for 200 refreshes at once',
  ]],
  ['Before it sends a refresh token, an instance writes its intent into Redis, with a hash of the token.', [
    'unit/session/refresh-storage.test.ts: tells a process what the one before it had sent when it was killed',
    'unit/session/instances.redis.test.ts: send a token for the second time neither while the first request may still run, nor when its sender was killed',
  ]],
  ['While the intent has no result, no other instance sends this token: not even when the first one is frozen, cut off from Redis or killed.', [
    'e2e/refresh-lifecycle.test.ts: use the result of one that was frozen during its token request (sessions in %s, %d s)',
    'e2e/refresh-lifecycle.test.ts: use the result of one that was cut off from Redis during its token request (sessions in %s, %d s)',
    'e2e/refresh-lifecycle.test.ts: wait until the request of a killed process must have ended, and then try once',
  ]],
  ['A token request takes at most 50 seconds, an intent lives for 60.', [
    'unit/session/refresh-lifecycle.test.ts: blocks for a minute; then there is one more try, whose refusal ends the session',
    'unit/session/refresh-storage.test.ts: blocks one use of one token for a minute, unless it is cleared (%s)',
  ]],
  ['Meanwhile calls use the access token for as long as it lives, and then get `TokenRefreshUnavailableError` (503 with `Retry-After`).', [
    'unit/session/refresh-lifecycle.test.ts: does not delay calls whose token still lives',
    'unit/session/refresh-lifecycle.test.ts: keeps the session when it answers after %d seconds: callers get 503 meanwhile, one request is sent',
  ]],
  ['After that there is one more try with the same refresh token; if the authorization server refuses it, the session ends.', [
    'e2e/refresh-lifecycle.test.ts: wait until the request of a killed process must have ended, and then try once',
    'unit/session/refresh-lifecycle.test.ts: blocks for a minute; then there is one more try, whose refusal ends the session',
  ]],
  ['A lock in Redis orders the reads and writes around that.', ['unit/session/instances.redis.test.ts: lets one caller in at a time']],
  ['It is never held during a request to the authorization server.', ['unit/session/instances.redis.test.ts: do not delay a sign-out beyond its limit, and never bring the session back']],
  ['A running process renews its lock; the lock of a killed one expires after 3 seconds.', [
    'unit/session/instances.redis.test.ts: go on within about three seconds when the holder of the lock was killed before it sent anything',
    'e2e/refresh-lifecycle.test.ts: are not stalled by one that was killed before it sent anything',
  ]],
  ['This works for both stores: with cookies, Redis only holds the newest tokens for the grace period, and which ones are spent.', [
    'e2e/deployments.test.ts: is answered with the newest tokens within the grace period, with such a Redis',
    'e2e/deployments.test.ts: is refused without sending its token, and the browser\'s session goes on, with a Redis that knows of the refresh',
    'unit/session/instances.redis.test.ts: send one grant for 200 refreshes at once',
    'unit/session/cookie-store.test.ts: keeps newer tokens for the grace period, and nothing readable',
  ]],
  ['Without Redis, several instances are **not** covered: two of them may renew the same session at once, and an authorization server that rotates refresh tokens ends a session whose token comes twice.', 'limit'],
  ['The callback of a login by redirect is used up in one process only, too: the same one on two instances exchanges its code twice.', 'limit'],
  ['Let the load balancer send a browser to the same instance, or use Redis.', 'advice'],
  ['With sessions in cookies and no storage, a process knows only the refreshes that it has made itself.', [
    'unit/session/refresh-interval.test.ts: is sent once; its refusal ends nothing newer',
    'e2e/deployments.test.ts: is refused, and the browser\'s session goes on there, without a storage',
  ]],
  ['A request with the old cookie that comes to another one, during a deployment for example, has a refresh token that is spent:', 'introduction'],
  ['| refuses a spent token and leaves the others alone, as SAP\'s legacy generation and Spring Authorization Server do | 401 | goes on |', [
    'unit/session/refresh-interval.test.ts: is sent once; its refusal ends nothing newer',
    'e2e/deployments.test.ts: is refused, and the browser\'s session goes on there, without a storage',
    'spring/session.test.ts: goes on when a refresh token is sent again that was used before',
  ]],
  ['| ends all tokens of a login when a spent one is sent, as Keycloak does | 401 | ends at its next refresh |', [
    'unit/session/refresh-interval.test.ts: ends the session where the server ends the family',
    'e2e/deployments.test.ts: is refused, and the browser\'s session ends at its next refresh',
  ]],
  // What Redis needs
  ['| server | `maxmemory-policy noeviction` | every other policy removes sessions when memory is full, which signs customers out. With `noeviction` Redis refuses writes instead: calls go on with the tokens they have, refreshes get 503, with sessions on the server sign-ins, too, and everything goes on by itself once there is room |', [
    'unit/session/failures.redis.test.ts: recovers from a full memory by itself, and answers reads meanwhile',
    'unit/session/failures.redis.test.ts: writes tokens that arrived while memory was full as soon as there is room',
  ]],
  ['| server | `appendonly yes` | without it a restart of Redis ends all sessions on the server. With `appendfsync everysec`, its default, a crash may cost the refreshes of the last second; `always` costs none |', 'background'],
  ['| client | `socketTimeout: 5000` | a connection that died silently (a firewall that drops it, a machine that is gone) is replaced after five seconds. Without it TCP takes up to a quarter of an hour |', ['unit/session/failures.redis.test.ts: heals within 10 s with socketTimeout when the connection dies silently']],
  ['| client | `keepAlive: 10_000` | keeps firewalls from forgetting a connection that is idle at night |', 'advice'],
  ['| client | `tls: { ca }` | only for certificates of an authority of your own; `rediss://…` alone checks those of public ones |', ['unit/session/failures.redis.test.ts: is reached by rediss://']],
  ['**Failover.**', 'introduction'],
  ['A node that became a replica answers `READONLY`: the module makes a new connection at once, which reaches the new primary where the address leads to it.', ['unit/session/failures.redis.test.ts: reaches the new primary when its node became a replica']],
  ['Redis replicates asynchronously: what was written just before a failover may be missing after it.', 'background'],
  ['**Redis Cluster.**', 'introduction'],
  ['Every command has one key, so nothing depends on slots and `base` needs no hash tag (`{…}`): with one, all sessions would be on one node.', [
    'unit/session/failures.redis.test.ts: spreads the keys over all nodes',
    'unit/session/failures.redis.test.ts: begins, renews and ends sessions in %s',
    'unit/session/failures.redis.test.ts: serves a customer with 50 sessions',
  ]],
  ['Give the client\'s settings as `clusterOptions.redisOptions`.', 'advice'],
  ['Beside them, `slotsRefreshTimeout` is how long the client waits for the cluster\'s layout; the default of 1000 ms is too short for a server that is busy with its first page:', 'advice'],
  // Other drivers
  ['The module checks the driver when the server starts, on Cloudflare with the first request.', [
    'unit/session/session-services.test.ts: is told at start what it needs when nothing is mounted (%s, several: %s)',
    'unit/session/session-services.test.ts: is judged in one message that fits a worker: %s',
  ]],
  ['It logs one message at most, and the message names a driver that works on the platform: workers and edge functions cannot keep the connection that `redis` needs.', ['unit/session/session-services.test.ts: is judged in one message that fits a worker: %s']],
  ['**Refused in production** with `session.store: \'storage\'` (session routes answer 500 `ConfigurationError`, the log says why); with sessions in cookies the storage is not used, and the log says so:', [
    'unit/session/session-services.test.ts: %s is refused for sessions on the server',
    'unit/session/session-services.test.ts: that is refused is not used for sessions in cookies either, and named',
    'unit/storage/driver-safety.test.ts: are refused when they lose sessions by design: %s',
  ]],
  ['Cloudflare KV (`cloudflare-kv-binding`, `cloudflare-kv-http`), `netlify-blobs`, `vercel-blob`, `uploadthing`, whose reads may be old; `azure-storage-blob`, `azure-storage-table`, `azure-app-configuration`, which answer a failed read like a missing entry; `vercel-runtime-cache`, `azure-key-vault`, `github`, `null`, and those of browsers.', ['unit/storage/driver-safety.test.ts: are the same in docs/sessions.md']],
  ['**Warned about** in production:', [
    'unit/session/session-services.test.ts: %s is named with what to use instead',
    'unit/storage/driver-safety.test.ts: are used, and named: %s',
  ]],
  ['`mongodb`, `db0`, `planetscale`, `s3`, `cloudflare-r2-binding`, `azure-cosmos` (nothing expires, no lock); `upstash`, `vercel-kv`, `deno-kv`, `http` (no lock between instances); `fs`, `fs-lite` (writes are not atomic, one process only); `memory`, `lru-cache` (end with the process; the latter drops sessions when full); `overlay`.', ['unit/storage/driver-safety.test.ts: are the same in docs/sessions.md']],
  ['`redis` is what sessions need.', 'advice'],
  ['The module cannot check a driver of your own, and says so in production: its reads must be up to date and throw when they fail, and its writes must honour `ttl`.', [
    'unit/session/session-services.test.ts: of the shop\'s own is used, and what it has to do is said once: %s',
    'unit/storage/driver-safety.test.ts: include what the module does not know: %s',
  ]],
  ['Several instances have no lock there.', ['unit/storage/driver-safety.test.ts: include what the module does not know: %s']],
  ['A read that fails counts as an outage (503), never as a visitor who is not signed in, with every driver that reports the failure.', [
    'unit/storage/driver-safety.test.ts: is never taken for a missing entry: unstorage\'s fs driver returns it as the value',
    'unit/session/request-session.test.ts: is not that of a visitor who is signed out',
  ]],
  // One pair of tokens, several sessions
  ['SAP\'s legacy generation answers a second sign-in of a customer with the tokens that exist already.', 'background'],
  ['Unless `oauth.pkceSupported` is `true`, the module takes this into account:', ['unit/session/session-services.test.ts: one pair of tokens may be given to several sessions unless the server is known to be jdk21: %j']],
  ['**Sessions on the server** that hold the same tokens share one token set and one lock: a refresh on one device is a refresh for all, and tokens that another living session has are not revoked when one ends.', [
    'unit/session/shared-tokens.test.ts: refresh at the same time with one request, and both go on',
    'unit/session/shared-tokens.test.ts: has one lock for all sessions of a set',
    'unit/auth/session-termination.test.ts: signing out on one device: with sessions on the server the other one stays, with cookies the tokens are revoked',
  ]],
  ['`endSapccSessions(…, { keepCurrent: true })` leaves them to the current one.', ['unit/auth/session-termination.test.ts: keeps the current session working']],
  ['When the authorization server refuses the tokens, all sessions that share them end.', ['unit/session/shared-tokens.test.ts: end together when the authorization server refuses']],
  ['It costs one read and one write more at each sign-in, and up to two writes more at each refresh; a call costs one read as before, two from the second device on.', ['unit/session/shared-tokens.test.ts: costs one read and one write more at a sign-in, up to two writes more at a refresh, and one read more at a call of a second device']],
  ['In an outage of the storage, the tokens of a refresh are stored when it is over.', 'introduction'],
  ['When another sign-in has received the same tokens by then, both sessions share one token set from that moment on.', [
    'unit/session/late-shared-tokens.test.ts: join the session that has renewed them since',
    'unit/session/late-shared-tokens.test.ts: join those that share them already',
  ]],
  ['**Sessions in cookies** do not know of each other.', 'introduction'],
  ['For `gracePeriod`, the process that refreshed for the first device gives the second one the same new tokens.', ['unit/auth/session-termination.test.ts: both go on within the grace period of one process', 'e2e/shared-tokens.test.ts: do so in one process with sessions in cookies']],
  ['After that time, or in another process, an authorization server that replaces refresh tokens refuses the second device.', ['unit/session/shared-revocation.test.ts: is not sent again for another one', 'unit/session/shared-tokens.test.ts: beyond the grace period, and in another process, each device with sessions in cookies is alone']],
  ['With one that keeps them, each refresh of one device ends the access token of the other, so that both refresh more often.', ['unit/session/shared-tokens.test.ts: beyond the grace period, and in another process, each device with sessions in cookies is alone']],
  ['The log tells once when `session.store: \'storage\'` is needed.', ['unit/session/session-services.test.ts: warns once that sessions belong on the server']],
  ['Signing in on top of a session revokes nothing that the new one holds, in both stores, also where another device\'s refresh has replaced the old one\'s tokens (with cookies: in the same process, within `gracePeriod`).', [
    'e2e/shared-tokens.test.ts: one of them signs in on top of its session after the other has refreshed, and both go on, sessions in %s',
    'unit/auth/session-termination.test.ts: signing in twice leaves the customer signed in (rotation: %j)',
    'e2e/shared-tokens.test.ts: leaves a customer signed in who signs in twice',
  ]],
  ['With sessions in cookies, signing in as somebody else on one device also signs out the first customer\'s other devices that hold the same tokens, as signing out there does.', [
    'unit/auth/session-termination.test.ts: signing in as somebody else on one device: with sessions on the server the first customer\'s other one stays, with cookies it is signed out, too',
  ]],
  ['A session that has expired, and a sign-in that has failed, revoke no tokens that another session has, or, with cookies, may have.', ['unit/auth/session-termination.test.ts: leaves them to that device (rotation: %j)']],
  ['A sign-in may be given tokens that a sign-out of another device is revoking.', 'introduction'],
  ['With sessions on the server the module notices that, and asks for tokens again (`signUserIn` with a password), or refuses the sign-in with 503 `TokensRevokedError`.', [
    'unit/auth/session-termination.test.ts: asks for others, and is signed in',
    'unit/auth/session-termination.test.ts: says so where it cannot ask again, and takes nothing with it',
  ]],
  ['A session never begins with tokens that are known to be dead.', [
    'unit/auth/session-termination.test.ts: a sign-in that is given tokens which another session spends before it signs out asks for others',
    'unit/auth/session-termination.test.ts: a sign-in that is given tokens which another session spends before it signs out asks for others, although the storage did not take at once that they are spent',
  ]],
  // When something fails at a sign-in or sign-out
  ['A sign-in begins the new session first and ends the old one then.', ['unit/auth/begin-session.test.ts: begins a session, and ends the one that it replaces afterwards']],
  ['When the storage fails before, the old session goes on and the new tokens are revoked as soon as nothing else is known to hold them (with SAP\'s legacy generation ten minutes later, because another process without a connection to the storage may have received them, and not at all while 500 revocations wait; with that generation and cookies it cannot be known, so they expire); when it fails in between, the new one goes on, and the process ends the old one when the storage is back.', [
    'unit/auth/session-termination.test.ts: before the new session begins: the old one lives, and the new tokens are revoked; where they may be those of another one, ten minutes later: %j',
    'unit/auth/session-termination.test.ts: of a device, and another one has got the same tokens in a process that the storage is away from: they are not revoked',
    'unit/auth/session-termination.test.ts: leaves them to that device (rotation: %j)',
    'unit/auth/session-termination.test.ts: and the new tokens are those of the old session: nothing is revoked',
    'unit/auth/session-termination.test.ts: between the two: the new one lives, and the old one ends and is revoked when the storage is back',
  ]],
  ['The list behind `listSapccSessions` is written again until it succeeds: a session that began in a short outage appears when it is over.', ['unit/auth/session-termination.test.ts: is listed and ends by endSapccSessions']],
  ['When the **authorization server** is away at a sign-out, the session still ends in the shop, and the revocation is repeated after 5 seconds, then at growing intervals of up to 10 minutes, for a day.', [
    'unit/auth/session-termination.test.ts: revokes the tokens later',
    'unit/auth/pending-revocations.test.ts: are tried again after five seconds, and then less and less often, up to every ten minutes',
    'unit/auth/session-termination.test.ts: tries for a day, and not longer',
  ]],
  ['What is left (up to 1,000 sessions) is kept sealed in the storage, where any process goes on with it, also after a restart; without a storage in the process\'s memory.', [
    'unit/auth/session-termination.test.ts: any process revokes what another one could not, once',
    'e2e/shared-tokens.test.ts: another process revokes the tokens after a restart',
    'unit/auth/pending-revocations.test.ts: are at most 1,000: the oldest are given up, and the log says so',
  ]],
  ['A sign-in that receives the same tokens in the meantime takes them off the list.', ['unit/auth/session-termination.test.ts: a sign-in takes back what an earlier sign-out has still to revoke']],
  ['SAP\'s legacy generation revokes nothing for an expired access token, so the tokens are renewed first.', ['unit/oauth/sap-flows.test.ts: revokes both tokens, also after the access token has expired']],
  ['Tokens that this brings after the sign-out has stopped waiting are revoked, too.', ['unit/session/spent-tokens.test.ts: and what its refresh for the revocation brings is revoked, also after the sign-out has stopped waiting']],
  ['A refresh token that was refused before, or replaced after its session had ended, is not sent for it, whichever process knows that (with a storage).', [
    'unit/session/spent-tokens.test.ts: when it was refused to another process, after a sign-out that failed',
    'unit/session/spent-tokens.test.ts: when its refresh, in a process that was frozen, brings others after the sign-out',
  ]],
  ['While a refresh of the session may still be in progress, in a process that is frozen or was killed, the revocation waits up to a minute.', ['unit/session/spent-tokens.test.ts: while its refresh may still be in progress; after that it is']],
  ['A redirect login that comes back while the **storage** is not available is answered with 503, and the same address works once it is back: its code is exchanged only after the storage has answered.', ['unit/auth/pending-login.test.ts: is taken once it is back, in one process and once (%s)']],
  ['A sign-in that is under way then counts as a failed attempt for a minute at most.', [
    'unit/auth/attempt-counts.redis.test.ts: counts for a minute, in a storage',
    'unit/auth/attempt-counts.redis.test.ts: counts for a minute, in Redis',
  ]],
  ['When the **storage** is not available, signing out fails with 503, and the session continues.', ['unit/auth/session-termination.test.ts: makes a sign-out fail, and the session goes on']],
  ['A session that ended on another instance just before an outage may still be accepted by a process that has seen it within the last five minutes (sessions on the server), or for as long as its access token lives (sessions in cookies with a storage).', ['unit/auth/session-termination.test.ts: is answered by a process that has seen it, for as long as docs/sessions.md says']],
  ['This is the one exception to "an ended session answers nowhere".', 'introduction'],
  ['A call that waits for its turn, or for others of its session, when the session ends is refused with 401 `SessionEndedError` and not sent.', [
    'unit/cart/changes-in-turn.test.ts: that wait while the customer signs out are refused, and not sent: %s',
    'unit/cart/changes-in-turn.test.ts: are refused when the customer signs out meanwhile, and not sent',
  ]],
  // Outages
  ['**The authorization server** answers with 429, 5xx, something unusable or not at all: sessions stay, calls that need a new token fail with `TokenRefreshUnavailableError` (503, `retryAfter` when the server said so).', [
    'e2e/session.test.ts: keeps the session through an outage and ends it after a refusal',
    'unit/session/coordinator.test.ts: ends a session after a definite refusal only',
    'unit/oauth/answers.test.ts: are understood as they are meant',
  ]],
  ['All sessions of a process share a circuit breaker: one attempt at a time goes out, at most half a second apart, and the others wait up to a second for its outcome.', [
    'unit/session/circuit-breaker.test.ts: lets one caller at a time try while the server is down',
    'unit/session/circuit-breaker.test.ts: asks at most about twice a second, however many come',
    'unit/session/circuit-breaker.test.ts: does not wait for an attempt that hangs',
  ]],
  ['The first call after the server is back works.', [
    'unit/session/circuit-breaker.test.ts: serves the first call after the server is back, and all callers that waited with it',
    'chaos/scenarios.test.ts: outlasts ${TIMES} outages of the authorization server',
  ]],
  ['Unusable answers to sessions of a single customer do not open it.', [
    'unit/session/circuit-breaker.test.ts: is not opened by answers to one session alone, however often they come',
    'unit/session/refresh-isolation.test.ts: makes no other customer wait for the slow answers that two of their devices get',
  ]],
  ['**It takes long**: a caller waits for `oauth.timeout` (10 seconds) and gets `TokenRefreshUnavailableError`.', ['e2e/refresh-lifecycle.test.ts: answers after %d seconds: callers get 503 meanwhile, and the session lives']],
  ['The request goes on for up to 50 seconds, and the next call gets its result; with sessions in cookies within the grace period (two minutes).', [
    'unit/session/refresh-lifecycle.test.ts: keeps the session when it answers after %d seconds: callers get 503 meanwhile, one request is sent',
    'unit/session/refresh-lifecycle.test.ts: keeps the result also when no caller is left',
  ]],
  ['A request that makes several calls, such as a page that is rendered, waits so long once, not with each of them.', ['unit/session/refresh-lifecycle.test.ts: is waited for once by a request: its next call gives up with the refresh, other requests wait as long as ever']],
  ['**It refuses one customer** with an OAuth error other than `invalid_grant`: only this session waits, up to half a minute between attempts.', [
    'unit/session/refresh-isolation.test.ts: makes no other customer wait (%s)',
    'unit/session/session-failures.test.ts: lets only the session wait whose refresh failed, and longer each time',
  ]],
  ['An error that says so (`unauthorized`, `access_denied`, `disabled`, `account_locked` and the like) ends the session with `RefreshRefusedError` (401).', [
    'e2e/refresh-lifecycle.test.ts: is signed out with a reason, and all others go on',
    'unit/session/refresh-isolation.test.ts: is signed out at once when the server says %s',
  ]],
  ['Any other one does after three attempts over half a minute; `unauthorized_client` and `unsupported_grant_type` only once another session\'s refresh has succeeded meanwhile, or after an hour.', [
    'unit/session/session-failures.test.ts: takes a customer for refused after three attempts over half a minute',
    'unit/session/session-failures.test.ts: waits for a sign that the client works where the client may be the reason',
    'unit/session/session-failures.test.ts: does not leave such a session undecided without end',
  ]],
  ['`invalid_client` can only be fixed by the operator: it ends no session and is logged.', ['unit/session/refresh-isolation.test.ts: is an outage for all, ends no session, and is logged once in a while']],
  ['**Its answer is unusual**: with a usable access token it is accepted.', [
    'unit/oauth/answers.test.ts: is used (%s)',
    'e2e/refresh-lifecycle.test.ts: is used at a refresh: %s',
  ]],
  ['In place of a lifetime that makes no sense, that of the JWT counts, else 300 seconds, and never more than 30 days.', [
    'unit/oauth/answers.test.ts: with the lifetime %j for %d seconds',
    'unit/oauth/answers.test.ts: without a lifetime %s',
  ]],
  ['Without a usable access token it counts as an outage, and a refresh token in it is used for the next refresh.', [
    'unit/oauth/answers.test.ts: counts as no answer with %s, and its refresh token is kept',
    'unit/session/refresh-interval.test.ts: leaves its refresh token behind, which the next attempt sends',
  ]],
  ['A token of a type that is not sent as a bearer (`token_type` is `mac`, `dpop`, `pop` or `N_A`) is none; every other `token_type` is taken for `bearer`.', [
    'unit/oauth/answers.test.ts: counts as no answer with %s, and its refresh token is kept',
    'unit/oauth/answers.test.ts: with the token type %j',
  ]],
  ['**The storage is away**: sessions that a process has seen within the last five minutes go on with the tokens they have.', [
    'unit/session/storage-store.test.ts: lets known sessions go on and renews nothing (%s)',
    'unit/session/storage-store.test.ts: forgets known sessions after a while',
  ]],
  ['With sessions on the server that is also the longest that a session ended on another instance just before the outage may still be answered.', ['unit/auth/session-termination.test.ts: is answered by a process that has seen it, for as long as docs/sessions.md says']],
  ['With `session.refreshWithoutStorage` a shop with one process renews sessions all the same, and writes them down once the storage is back.', [
    'unit/session/refresh-storage.test.ts: does not prevent renewals in a shop with one process that allows them, and is told of them later',
    'e2e/refresh-lifecycle.test.ts: renew nothing while Redis is not available, and go on with valid tokens; a single process may be configured to renew',
  ]],
  ['Sessions it has not seen get `SessionStoreUnavailableError` (503): the customer does not appear as signed out, and no cookie changes.', ['unit/session/request-session.test.ts: is not that of a visitor who is signed out']],
  ['During the outage no session is renewed, and signing out and logins by redirect fail.', [
    'unit/session/refresh-storage.test.ts: lets nothing be renewed, and the session goes on with the tokens it has',
    'unit/auth/session-termination.test.ts: makes a sign-out fail, and the session goes on',
    'unit/auth/pending-login.test.ts: is taken once it is back, in one process and once (%s)',
  ]],
  ['Signing in with a password fails with sessions on the server, and works with sessions in cookies.', ['unit/auth/session-termination.test.ts: makes a sign-in fail with sessions on the server, and not with sessions in cookies']],
  ['A token that arrived at the moment of the outage is written as soon as the storage is back; until then no other process renews that session.', [
    'unit/session/instances.redis.test.ts: keep tokens that arrived while Redis was not available',
    'unit/session/instances.redis.test.ts: leaves time to write down what was renewed before it',
  ]],
  ['A session whose refresh token was refused at that moment ends as soon as the storage is back.', ['unit/session/refresh-storage.test.ts: ends a session whose refresh token was refused meanwhile as soon as it is back, so that this is not sent again']],
  ['In one case the session is lost: the authorization server has replaced the refresh token, and no process that is still running has received the new one.', 'limit'],
  ['A process that is cut off from Redis may complete a write after it is connected again.', 'introduction'],
  ['Such a write replaces only what that process has read: neither a newer state of the session nor its end is lost.', [
    'unit/session/failures.redis.test.ts: does not bring back a session that has ended: sessions in %s, shared tokens %j',
    'unit/session/failures.redis.test.ts: does not bring back spent tokens: shared tokens %j',
  ]],
  // Whose session
  ['With `signUserIn` a session belongs to the given user name; spaces at its ends and upper case make no difference.', ['unit/session/storage-store.test.ts: lists them and ends them everywhere']],
  ['After a redirect login the shop says whose it is:', 'advice'],
  ['A sign-in waits for this listener for ten seconds at most.', ['unit/server/hooks.test.ts: keep no request waiting for longer than ten seconds, and the log names the hook']],
  ['The name that it sets later counts all the same.', [
    'unit/server/hooks.test.ts: are told of to a caller that needs what they change, once and with their end',
    'unit/auth/session-termination.test.ts: have one that a listener names after the sign-in has been answered',
    'unit/auth/session-termination.test.ts: by the code of a link ends them when a listener tells the customer\'s name late',
  ]],
  // A customer's devices
  ['With sessions on the server a customer can see where they are signed in, and sign out elsewhere.', ['e2e/instances.test.ts: can be listed by customer and ended on all other devices']],
  ['The routes get the user id from SAP and never from the request.', 'advice'],
  ['Otherwise a visitor who knows a customer\'s user id could end that customer\'s sessions.', 'background'],
  ['While a support agent acts for a customer, SAP says the customer\'s id: both functions are refused then (403 `NotForAgentsError`).', ['unit/auth/assisted-service.test.ts: the customer\'s sessions are neither listed nor ended']],
  ['An entry of the list:', 'introduction'],
  ['| `id` | Names the session in `endSapccSessions`; it gives no access to it |', ['unit/auth/session-termination.test.ts: have what docs/sessions.md says']],
  ['| `current` | Whether it is the session of this request |', ['unit/auth/session-termination.test.ts: have what docs/sessions.md says']],
  ['| `device` | What the sign-in came from, by its `User-Agent`: `{ label: \'Firefox on Windows\', browser: \'Firefox\', system: \'Windows\' }`. All names come from a fixed list, and nothing else of the header is kept. `browser` and `system` are for other languages than English. Absent for clients that the list does not have. A client says itself what it is, so that a name proves nothing; iPads say that they are Macs |', [
    'unit/auth/session-termination.test.ts: is listed with it, through refreshes, and nothing else of the header (tokens shared with another device: %j)',
    'unit/auth/describe-device.test.ts: has only names of the module\'s own, and is found at once, whatever a client sends',
    'unit/auth/describe-device.test.ts: is %s',
  ]],
  ['| `signedInAt`, `lastUsedAt` | Milliseconds since 1970 |', ['unit/auth/session-termination.test.ts: have what docs/sessions.md says']],
  ['| `expiresIn` | Seconds of its access token, which is renewed when the session is used |', ['unit/auth/session-termination.test.ts: have what docs/sessions.md says']],
  ['`endSapccSessions` ends all sessions of the customer, with `{ id }` only that one, with `{ keepCurrent: true }` all others; it returns how many.', [
    'unit/auth/session-termination.test.ts: have what docs/sessions.md says',
    'unit/auth/session-termination.test.ts: keeps the current session working',
  ]],
  ['When the current one is among them, the response signs the browser out.', ['unit/auth/session-termination.test.ts: end in this browser, too, when the present session is among them']],
  ['The playground has such a page, "Your devices" below the account.', ['browser/playground.test.ts: show a customer where they are signed in, and sign them out there']],
  // After a new password
  ['A customer often changes the password because another person knows it.', 'background'],
  ['Therefore `changeUserPassword` and `replaceUserPassword` end all **other sessions** of the customer:', [
    'unit/auth/session-termination.test.ts: ends the other sessions of the customer, revokes their tokens, and keeps the session in which it was changed',
    'e2e/instances.test.ts: ends the customer\'s sessions on other devices, and keeps the one in which it was changed',
    'unit/operations/counted-call.test.ts: %s',
  ]],
  ['`sapcc:session:ended` says `password-changed`, their tokens are revoked, and the session in which it was changed goes on.', [
    'unit/auth/session-termination.test.ts: ends the other sessions of the customer, revokes their tokens, and keeps the session in which it was changed',
    'e2e/instances.test.ts: ends the customer\'s sessions on other devices, and keeps the one in which it was changed',
  ]],
  ['If the storage cannot be reached at that moment, these sessions end as soon as it can be reached again; sessions that began after the change stay.', ['unit/auth/session-termination.test.ts: ends them when the storage is back, but none that has begun since']],
  ['With `api.allowUserIds` a call may name another user: then all sessions of that user end.', [
    'unit/auth/session-termination.test.ts: of another user, whom the call names, ends all sessions of that user and none of the customer\'s',
    'unit/auth/session-termination.test.ts: keeps the session in which it was changed where the call names the customer',
  ]],
  ['`NUXT_SAPCC_SESSION_END_OTHERS_ON_PASSWORD_CHANGE=false` switches it off.', ['unit/auth/session-termination.test.ts: ends nothing where the shop has switched that off']],
  ['A **reset** by the code of a link (`doResetPassword`) does not say whose password it is, and the module does not trust a name in the request: with it, a visitor could end the sessions of another customer.', 'background'],
  ['Therefore the reset sets a cookie in this browser for an hour, and when a customer signs in there, their sessions from before the reset end.', [
    'unit/auth/session-termination.test.ts: by the code of a link ends them with the next sign-in in that browser',
    'unit/auth/session-termination.test.ts: by the code of a link ends no session that began after it',
    'e2e/instances.test.ts: by the code of a link ends them when the customer signs in',
  ]],
  ['The next sign-in removes the cookie, even if it does not tell the customer\'s name.', ['unit/auth/session-termination.test.ts: by the code of a link does not wait for another customer after a sign-in without a name']],
  ['On a serverless function without `waitUntil`, which may stop before a slow listener of `sapcc:session:created` has told the name, it stays for one more sign-in.', [
    'unit/auth/session-termination.test.ts: by the code of a link ends them with the sign-in after that when the function stops before the name is known',
    'unit/auth/session-termination.test.ts: by the code of a link ends them when the name comes late to a function that stops with its response',
  ]],
  ['A route of the shop\'s own that knows whose password it is, for example one that support uses, calls `endSapccSessions(event, userId)`.', 'advice'],
  ['Both need sessions on the server and the customer\'s name ([whose session](#whose-session)).', 'limit'],
  ['With **sessions in cookies** the module does not know a customer\'s other sessions: they go on for as long as the authorization server renews their tokens.', [
    'unit/auth/session-termination.test.ts: ends nothing and marks nothing with sessions in cookies: the others are not known',
    'e2e/instances.test.ts: leaves other devices signed in with sessions in cookies, which the server does not know',
  ]],
  // A client without a secret
  ['SAP\'s jdk21 generation ends the sessions of a public client when the lifetime of their *first* refresh token is over (3,600 seconds by default), however often they are renewed.', 'background'],
  ['Those of a confidential client slide with each refresh.', 'background'],
  ['The log says so once, with the first refresh.', ['unit/session/session-services.test.ts: is warned of once on the jdk21 generation, where its sessions end early (%s)']],
  ['Register a confidential client: the shop\'s server keeps its secret (`NUXT_SAPCC_OAUTH_CLIENT_SECRET`).', 'advice'],
  // How often a session is refreshed
  ['A session that was refreshed is not refreshed again for `session.minRefreshInterval`: a tenth of the access token\'s lifetime, from 5 to 60 seconds, and never more than half of it.', [
    'unit/session/refresh-interval.test.ts: of a token that lives %d seconds is %d',
    'unit/session/refresh-interval.test.ts: of a token that lives %d seconds is as configured (%d), never more than half of it: %d',
  ]],
  ['An explicit refresh within that time is answered with the current token, without a callback (with a `refreshTokenMethod` of the shop\'s own `onTokenRefreshed` is called nevertheless: what it returns does not say whether the token is new).', [
    'unit/session/refresh-interval.test.ts: gets one in fifty calls, and no callback for the others (%s)',
    'unit/session/refresh-interval-processes.test.ts: is not refreshed again for the minimum interval, and the callers get the current token (%s)',
    'e2e/refresh-lifecycle.test.ts: gets one refresh for fifty explicit ones with invented generations, each answered with the current token',
    'unit/sdk/documented-options.test.ts: refreshes once and repeats the calls',
  ]],
  ['So a client cannot make the server refresh at will.', [
    'e2e/refresh-lifecycle.test.ts: gets one refresh for fifty explicit ones with invented generations, each answered with the current token',
    'e2e/refresh-lifecycle.test.ts: gets two for fifty that name the present generation, as after a 401',
  ]],
  ['A token that SAP refuses within that time, because it was revoked right after the refresh, is renewed once more, but not in the first two seconds (seven, if another process has renewed it, or this one before a restart).', [
    'unit/session/refresh-interval.test.ts: is not renewed in the first two seconds, and then once more, however often it is refused',
    'e2e/refresh-lifecycle.test.ts: are renewed once more, for a call, a page and a proxied request; sessions in %s',
    'unit/session/refresh-interval-processes.test.ts: is refreshed once more by any process where SAP refuses its token, and then by none of them for the interval',
    'browser/data.test.ts: keeps the customer signed in where SAP refuses a token that was renewed just now',
  ]],
  ['Before that, a node of SAP\'s cluster may not know the newest tokens yet, and would refuse the refresh token, too.', 'background'],
  ['The calls of the SDK in the app, the raw proxy and pages say which token was refused.', ['e2e/refresh-lifecycle.test.ts: are renewed once more, for a call, a page and a proxied request; sessions in %s']],
  ['Refreshes by other means do not: by the SDK outside Nuxt, by a `refreshTokenMethod` that sends its own request, by `useSapccSession().refresh()`.', ['e2e/refresh-lifecycle.test.ts: gets one refresh for fifty explicit ones with invented generations, each answered with the current token']],
  ['If SAP refuses the next token, too, calls are answered with its 401 until another interval is over, although the session lives and `useSapccSession().loggedIn` is true.', [
    'e2e/refresh-lifecycle.test.ts: gets two refreshes for fifty calls of a proxied address that always answers 401 (%s)',
    'unit/session/refresh-interval.test.ts: is renewed again when the interval is over, which counts from the last renewal, and once more after that',
  ]],
  // A refresh ahead of a call
  ['A call whose token expires within `session.refreshMargin` seconds (30; never more than half of the token\'s lifetime) renews it first.', [
    'unit/session/request-session.test.ts: renews ahead of a call, once, and tells the one that caused it',
    'unit/session/session.test.ts: expires soon within the margin, and never before half of its lifetime',
  ]],
  ['The response to the one call that caused it carries the header `sapcc-refreshed`, with the refresh\'s id and no token, and `onTokenRefreshed` fires in that tab.', [
    'e2e/instances.test.ts: are renewed ahead of a call, which says so without a token',
    'unit/sdk/announced.test.ts: carries all that the browser may know, and no token',
    'unit/sdk/announced.test.ts: fires onTokenRefreshed for a refresh that the server did by itself',
  ]],
  ['While rendering this happens only where rendering may refresh.', [
    'e2e/rendering-places.test.ts: is left alone where rendering may not refresh',
    'e2e/rendering-places.test.ts: is renewed ahead of a page\'s calls, and its callback runs once',
  ]],
  ['After a 401, too, `onTokenRefreshed` fires in one tab only: another tab, which waited for its refresh, repeats its calls and learns the new session state.', [
    'chaos/scenarios.test.ts: tells one tab of each of ${TIMES} refreshes, however many wait for it',
    'browser/session.test.ts: shares one refresh and one session state between tabs',
  ]],
  // How it is proven
  ['With sessions on the server a refresh is answered only after the new tokens are stored, because the repeated call may go to another process.', [
    'unit/session/request-session.test.ts: counts as renewed for a browser only when both can read the new tokens: it repeats its call at either',
    'unit/session/request-session.test.ts: goes on in the process that has renewed it when the new tokens cannot be written for long',
  ]],
  ['It waits one second at most; if the storage takes longer, another process may still refuse that call.', ['unit/session/request-session.test.ts: goes on in the process that has renewed it when the new tokens cannot be written for long']],
  ['[session-tests.md](./session-tests.md) names the test for each situation, and [session-claims.ts](https://github.com/nuxt-sapcc/nuxt-sapcc/blob/main/test/unit/docs/session-claims.ts) the tests for each sentence here.', 'introduction'],
  ['`npm run test:chaos` plays rounds of random interleavings against the stand-in for SAP Commerce, with up to twelve customers and fourteen browsers of several tabs each.', ['unit/chaos/kinds.test.ts: are as large as docs/sessions.md says']],
  ['There are seven kinds of rounds:', 'introduction'],
  ['| `calls` | calls, writes, pages and refreshes while tokens expire, the authorization server delays, refuses or drops requests, SAP fails, and responses arrive late or never |', ['unit/chaos/kinds.test.ts: are those of docs/sessions.md']],
  ['| `people` | customers sign in, out and over each other in the middle of calls and refreshes, and SAP ends their tokens |', ['unit/chaos/kinds.test.ts: are those of docs/sessions.md']],
  ['| `shared` | a legacy server gives several devices the same tokens, with and without rotation |', ['unit/chaos/kinds.test.ts: are those of docs/sessions.md']],
  ['| `machines` | clocks step, the token endpoint is slow; processes are killed, frozen, cut off from Redis or told to stop; Redis is slow, silent or fails over |', ['unit/chaos/kinds.test.ts: are those of docs/sessions.md']],
  ['| `everything` | all of it at once, but for shared tokens |', ['unit/chaos/kinds.test.ts: are those of docs/sessions.md']],
  ['| `crowd` | the same, by at least ten customers |', ['unit/chaos/kinds.test.ts: are those of docs/sessions.md']],
  ['| `everythingShared` | all of it at once, with shared tokens |', ['unit/chaos/kinds.test.ts: are those of docs/sessions.md']],
  ['There are four set-ups: one process with cookies and SAP\'s legacy authorization server; the same with that of jdk21; four processes with Redis and cookies; four processes that are killed, with Redis and sessions on the server.', ['unit/chaos/kinds.test.ts: are played in the settings of docs/sessions.md']],
  ['Every token and every write is recorded with the session it was meant for, and a round fails on', ['chaos/chaos.test.ts: loses no session, brings none back and mixes none up in ${rounds} rounds from seed ${seed}']],
  ['a session that ended without a reason, that was reported as ended although it lives, or that came back after its end;', [
    'unit/chaos/check.test.ts: sees a refresh after the confirmed end, unless another session holds the tokens',
    'unit/chaos/check.test.ts: may be over from the moment that something begins to end it, and is over when that is confirmed',
  ]],
  ['two refreshes of one session at the same time, or a refresh token that is sent again after it was answered;', [
    'unit/chaos/check.test.ts: sees a token that is sent again after its answer, but not after an attempt without one',
    'unit/chaos/check.test.ts: sees a token that is sent while the authorization server still works on it',
  ]],
  ['a write that was executed twice, in another session or for another customer, or that was acknowledged and is missing;', [
    'unit/chaos/check.test.ts: sees one that is missing, and one that was executed twice',
    'unit/chaos/check.test.ts: sees one that was executed for another customer, or in another session of the same one',
  ]],
  ['one customer\'s data in another\'s answer;', ['chaos/chaos.test.ts: loses no session, brings none back and mixes none up in ${rounds} rounds from seed ${seed}']],
  ['a process that was told to stop and did not finish.', ['chaos/chaos.test.ts: loses no session, brings none back and mixes none up in ${rounds} rounds from seed ${seed}']],
  ['Some sessions cannot be saved; their loss does not fail a round, but it is counted, with its reason: the new tokens were sent into a broken connection, or to a process that was killed before it could write them down; or, with cookies, sessions in different processes hold the same tokens.', [
    'unit/chaos/check.test.ts: is a rotation whose response reached no process that still runs',
    'unit/chaos/check.test.ts: is a session that shares its tokens, with cookies: among several processes, and when the other one signs out',
  ]],
  ['[RECORD.md](https://github.com/nuxt-sapcc/nuxt-sapcc/blob/main/test/chaos/RECORD.md) has the runs made by hand.', 'introduction'],
  ['Beside the rounds, five scenarios are repeated fifty times each on one session: a storm at expiry, late requests with the old cookie, an authorization server that is down and comes back, expiry during rendering, and responses lost on the way.', [
    'chaos/scenarios.test.ts: survives ${TIMES} bursts of calls at expiry',
    'chaos/scenarios.test.ts: answers ${TIMES} late requests with the old cookie',
    'chaos/scenarios.test.ts: outlasts ${TIMES} outages of the authorization server',
    'chaos/scenarios.test.ts: renders ${TIMES} pages during which the token expires',
    'chaos/scenarios.test.ts: makes up for ${TIMES} responses lost on the way',
  ]],
  ['| `npm run test:chaos` | A few minutes; a failure prints its command |', 'background'],
  ['| `npm run test:chaos -- --rounds 250` | So many rounds in each setting |', 'background'],
  ['| `npm run test:chaos -- --seed 42 --rounds 1 --setting jdk21` | One round, in settings with this in their name |', 'background'],
  ['| `npm run test:chaos -- --metrics` | With a Prometheus ([production.md](./production.md)) |', 'background'],
  ['A seed fixes what happens, to whom and after which pause, not what the machine makes of it: a race may take some repetitions to come back.', 'background'],
  ['A violation prints the command that plays its round again; `.cache/chaos/{seed}.txt`, with that round\'s seed, has every action, token request and write of it.', 'background'],
]
