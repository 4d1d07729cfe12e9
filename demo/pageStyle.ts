/** How the start page and its inbox look, by day and by night. */
export const style = `
:root { color-scheme: light dark; }
:root { --back: #f5f6f8; --card: #fff; --text: #1d2430; --quiet: #5d6778; --line: #dde1e8; --link: #1c5fd1; --slack: #4a154b; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --back: #14171c; --card: #1e2229; --text: #e6e9ef; --quiet: #9aa5b5; --line: #343b46; --link: #86b2ff; --slack: #b06fb2; --bad: #ff8a80; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 80rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.4rem; margin: 0; }
h2 { font-size: 1.05rem; margin: 0; overflow-wrap: anywhere; }
section, #below { margin-top: 1.2rem; }
section:empty { display: none; }
#beside h2 + ol { margin-bottom: 1.2rem; }
a { color: var(--link); }
p { margin: 0.2rem 0; }
.quiet { color: var(--quiet); font-size: 0.87rem; overflow-wrap: anywhere; }
.failure { color: var(--bad); }
article { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.2rem; margin: 0.6rem 0; }
article.slack { border-left: 4px solid var(--slack); }
article > section { margin-top: 0; border-top: 1px solid var(--line); margin-top: 0.8rem; padding-top: 0.5rem; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 0 1rem; align-items: start; }
.cards { grid-template-columns: repeat(auto-fit, minmax(min(21rem, 100%), 1fr)); }
.cards > article { height: calc(100% - 1.2rem); }
.wide { grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); }
.box { max-height: 75vh; overflow-y: auto; }
button { font: inherit; color: var(--link); background: var(--back); border: 1px solid var(--line); border-radius: 6px; padding: 0.2rem 0.7rem; margin: 0.3rem 0.3rem 0 0; }
button:enabled { cursor: pointer; }
button:disabled { color: var(--quiet); }
button.act { font-weight: 600; }
button.copy { font-size: 0.8rem; padding: 0 0.5rem; margin: 0; }
.follows { border-left: 3px solid var(--link); padding-left: 0.6rem; }
.until { font-variant-numeric: tabular-nums; }
details { margin-top: 0.6rem; }
summary { cursor: pointer; color: var(--quiet); font-size: 0.87rem; }
dl { margin: 0.3rem 0 0; font-size: 0.87rem; }
dt { color: var(--quiet); }
dd { margin: 0 0 0.3rem; overflow-wrap: anywhere; }
.workflows li { padding: 0.4rem 0; }
.workflows button { padding: 0 0.6rem; margin: 0.1rem 0.3rem; }
ol, ul { list-style: none; margin: 0; padding: 0; }
li { padding: 0.15rem 0; overflow-wrap: anywhere; }
code { font: 0.87em ui-monospace, monospace; background: var(--back); border-radius: 3px; padding: 0 0.25em; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: 0.8rem 0 0; }
iframe { width: 100%; height: 22rem; resize: vertical; margin-top: 0.8rem; }
iframe { border: 1px solid var(--line); border-radius: 6px; background: #fff; color-scheme: light; }
iframe.dark-too { height: 26rem; background: transparent; color-scheme: light dark; }
.table { overflow-x: auto; margin-top: 0.4rem; }
table { border-collapse: collapse; font-size: 0.87rem; white-space: nowrap; }
th, td { text-align: left; padding: 0.25rem 0.7rem; border-bottom: 1px solid var(--line); }
.box:has(article) > .empty { display: none; }
`;
