/** The look of the tab's page, light and dark. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #17231f; --soft: #5a6862; --paper: #f6f7f6; --card: #fff; --line: #e1e5e2; --accent: #0f6b62; --accent-soft: #e1f1ed; --good: #1c6b3c; --good-soft: #e0f2e6; --warn: #8a5200; --warn-soft: #fdf0d8; --bad: #ad1f2d; --bad-soft: #fce6e6; --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eeeb; --soft: #9fb0a8; --paper: #0f1513; --card: #171f1c; --line: #2a3531; --accent: #79d3c3; --accent-soft: #17352f; --good: #7fd8a0; --good-soft: #163324; --warn: #f0bd6a; --warn-soft: #3a2c12; --bad: #ff9d9d; --bad-soft: #40201f; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 16px; background: var(--paper); color: var(--ink); font: 14px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
h1, h2, p, ol, ul, dl, dd { margin: 0; padding: 0; }
h1 { display: flex; align-items: center; gap: 10px; font-size: 17px; letter-spacing: -0.01em; }
h2 { font-size: 14px; }
.mark { width: 12px; height: 12px; border-radius: 4px; background: var(--accent); }
.top { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 4px 16px; margin-bottom: 14px; }
#standing { color: var(--soft); font-variant-numeric: tabular-nums; }
.layout { display: grid; gap: 14px; align-items: start; }
.card { padding: 14px 16px; border: 1px solid var(--line); border-radius: 12px; background: var(--card); }
main, aside { min-width: 0; }
aside { display: grid; gap: 14px; }
.soft { color: var(--soft); }
.note { margin-bottom: 14px; padding: 8px 12px; border-radius: 8px; }
.note.bad { background: var(--bad-soft); color: var(--bad); }
.head, .tools { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 14px; }
.head { justify-content: space-between; margin-bottom: 8px; }
.tools { font-size: 13px; }
.tools label { display: inline-flex; gap: 5px; align-items: center; }
input { accent-color: var(--accent); }
button { min-height: 34px; padding: 5px 12px; border: 1px solid var(--line); border-radius: 8px; background: var(--card); color: var(--ink); font: inherit; font-weight: 550; cursor: pointer; }
button:hover { border-color: var(--accent); background: var(--accent-soft); }
button.quiet { min-height: 28px; padding: 2px 10px; font-weight: 400; }
button:focus-visible, input:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.buttons { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; margin: 10px 0 6px; }
.wide { grid-column: 1 / -1; }
#timeline { list-style: none; }
#timeline li { display: grid; grid-template-columns: 62px 62px minmax(0, 1fr) auto auto; gap: 2px 10px; align-items: baseline; padding: 6px 0 6px 8px; border-top: 1px solid var(--line); border-left: 3px solid transparent; }
#timeline li.refresh, #timeline li.session { border-left-color: var(--accent); background: linear-gradient(90deg, var(--accent-soft), transparent 40%); }
#timeline li.refused { border-left-color: var(--warn); background: linear-gradient(90deg, var(--warn-soft), transparent 40%); }
#timeline li.bad { border-left-color: var(--bad); background: linear-gradient(90deg, var(--bad-soft), transparent 40%); }
time, .took { color: var(--soft); font: 12px var(--mono); white-space: nowrap; }
.lane { justify-self: start; padding: 0 7px; border: 1px solid var(--line); border-radius: 999px; color: var(--soft); font-size: 11px; }
.what { overflow-wrap: anywhere; }
.what .cause { display: block; color: var(--soft); font-size: 12px; }
.tag { margin-left: 6px; padding: 0 7px; border-radius: 999px; background: var(--accent-soft); color: var(--accent); font-size: 11px; font-weight: 600; }
.status { min-width: 34px; padding: 0 7px; border-radius: 6px; font: 600 12px/20px var(--mono); text-align: center; }
.status.ok { background: var(--good-soft); color: var(--good); }
.status.refused { background: var(--warn-soft); color: var(--warn); }
.status.bad { background: var(--bad-soft); color: var(--bad); }
.status.open { color: var(--soft); }
.who { margin: 6px 0 8px; font-size: 16px; font-weight: 600; }
.bar { height: 8px; overflow: hidden; border-radius: 999px; background: var(--line); }
.bar span { display: block; width: 0; height: 100%; border-radius: 999px; background: var(--good); transition: width 0.5s linear; }
.bar span.low { background: var(--warn); }
.bar span.over { background: var(--bad); }
.left { margin: 4px 0 10px; font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 3px 14px; font-size: 13px; }
dt { color: var(--soft); }
dd { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.settings { grid-template-columns: 1fr; gap: 0; }
.settings dt { margin-top: 7px; font: 11px var(--mono); overflow-wrap: anywhere; }
.settings dd { font: 12px var(--mono); }
#problems, #advice { display: grid; gap: 6px; margin: 8px 0; list-style: none; font-size: 13px; }
#problems:empty, #advice:empty { display: none; }
#problems li, #advice li { padding: 7px 10px; border-radius: 8px; overflow-wrap: anywhere; }
#problems li { background: var(--bad-soft); color: var(--bad); }
#advice li { background: var(--accent-soft); }
summary { margin-top: 10px; color: var(--accent); font-weight: 550; cursor: pointer; }
[hidden] { display: none !important; }
@media (min-width: 900px) { .layout { grid-template-columns: minmax(0, 1fr) 360px; } }
@media (max-width: 899px) { aside { order: -1; } aside section:last-child { order: 3; } .layout { display: flex; flex-direction: column; align-items: stretch; } aside { display: contents; } main { order: 2; } }
@media (max-width: 520px) { body { padding: 10px; } #timeline li { grid-template-columns: auto auto minmax(0, 1fr) auto; } .what { grid-column: 1 / -1; grid-row: 2; } }
`
