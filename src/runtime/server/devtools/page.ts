import { SCRIPT } from './page-script'
import { STYLE } from './page-style'

/** The tab's page, of one piece: nothing of it is built or loaded from elsewhere. */
export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>SAP Commerce Cloud · nuxt-sapcc</title>
<style>${STYLE}</style>
</head>
<body>
<header class="top">
  <h1><span class="mark" aria-hidden="true"></span>SAP Commerce Cloud</h1>
  <p id="standing" role="status">…</p>
</header>
<p id="lost" class="note bad" hidden>The server does not answer. It may be restarting.</p>
<div class="layout">
  <main>
    <section class="card" aria-labelledby="timeline-title">
      <div class="head">
        <h2 id="timeline-title">Timeline</h2>
        <div class="tools">
          <label><input type="checkbox" id="show-browser" checked> Browser</label>
          <label><input type="checkbox" id="show-server" checked> Server</label>
          <label><input type="checkbox" id="only-session"> Session only</label>
          <button type="button" id="clear" class="quiet">Clear</button>
        </div>
      </div>
      <p id="empty" class="soft">Nothing yet. Open a page of the shop in this browser.</p>
      <ol id="timeline"></ol>
    </section>
  </main>
  <aside>
    <section class="card" aria-labelledby="session-title">
      <h2 id="session-title">Session</h2>
      <p id="who" class="who">…</p>
      <div id="life" hidden>
        <div class="bar" role="img" aria-labelledby="left"><span id="bar"></span></div>
        <p id="left" class="left"></p>
      </div>
      <dl id="facts"></dl>
    </section>
    <section class="card" id="stand-in" aria-labelledby="stand-in-title" hidden>
      <h2 id="stand-in-title">Stand-in</h2>
      <p class="soft">Bring the session into trouble, and watch what becomes of it.</p>
      <div class="buttons">
        <button type="button" data-action="expire" title="Within session.minRefreshInterval after a refresh a token is renewed only once more, and not in the first two seconds. After a third press within that time a customer's calls fail with SAP's 401 until the interval after the last refresh is over, although the session lives.">Expire access tokens</button>
        <button type="button" data-action="revoke">Revoke all sessions</button>
        <button type="button" data-action="break-oauth">OAuth outage</button>
        <button type="button" data-action="break-occ">OCC outage</button>
        <button type="button" data-action="mend" class="wide good">End all outages</button>
      </div>
      <p id="done" class="soft" role="status"></p>
    </section>
    <section class="card" aria-labelledby="config-title">
      <h2 id="config-title">Configuration</h2>
      <ul id="problems"></ul>
      <ul id="advice"></ul>
      <dl id="settings" class="settings"></dl>
      <details><summary>All settings</summary><dl id="defaults" class="settings"></dl></details>
    </section>
  </aside>
</div>
<script>${SCRIPT}</script>
</body>
</html>
`
