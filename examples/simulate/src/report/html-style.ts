/** How the report looks: plain, in the colors of whoever reads it. */
export const REPORT_STYLE = `
:root{color-scheme:light dark;--ink:#1c2430;--faint:#6b7686;--line:#dfe4ea;--paper:#fff;--card:#f6f8fa;--good:#1a7f4b;--bad:#c0342b;--a:#2f6fde;--hedged:#2f9e6b;--flattened:#d99a2b;--halted:#c0342b}
@media(prefers-color-scheme:dark){:root{--ink:#e4e9f0;--faint:#8e99a8;--line:#2b333e;--paper:#11161d;--card:#19202a;--good:#4cc38a;--bad:#f0716a;--a:#6ea1ff}}
*{box-sizing:border-box}body{margin:0 auto;max-width:1080px;padding:32px 20px 80px;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
h1{margin:0;font-size:30px;letter-spacing:-.02em}h2{margin:0 0 2px;font-size:19px}section{margin-top:40px}p{margin:4px 0 14px;color:var(--faint)}header p{margin:2px 0}
header .good,header .bad{font-size:20px;font-weight:650}.good{color:var(--good)}.bad{color:var(--bad)}code{font:13px ui-monospace,monospace}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:12px;margin-top:24px}.tile{padding:14px 16px;border:1px solid var(--line);border-radius:10px;background:var(--card)}
.label,.note{color:var(--faint);font-size:13px}.value{font-size:25px;font-weight:650;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.strip{display:flex;height:26px;border-radius:6px;overflow:hidden;background:var(--line)}.hedged{background:var(--hedged)}.flattened{background:var(--flattened)}.halted{background:var(--halted)}
.legend{display:flex;gap:22px;padding:0;list-style:none}.legend i{display:inline-block;width:11px;height:11px;margin-right:7px;border-radius:3px}
.bars{display:flex;gap:5px;height:190px;align-items:stretch}.bar{flex:1;display:flex;flex-direction:column;justify-content:flex-end;text-align:center;min-width:0}
.bar i{flex-shrink:0;background:var(--a);border-radius:4px 4px 0 0}.bar span{font-size:11px;color:var(--faint)}.bar b{font-size:11px;font-weight:500;color:var(--faint);border-top:1px solid var(--line);padding-top:4px;white-space:nowrap;overflow:hidden}
table{width:100%;border-collapse:collapse;font-size:14px}th{text-align:left;color:var(--faint);font-weight:550;padding:5px 8px;border-bottom:1px solid var(--line)}td{padding:4px 8px;border-bottom:1px solid var(--line)}
.number,th.number{text-align:right;font-variant-numeric:tabular-nums}.meter{width:38%}.meter i{display:block;height:9px;border-radius:5px;background:var(--a)}
.never td{color:var(--bad)}.grid th:not(:first-child){text-align:right}.cell.never{background:color-mix(in srgb,var(--bad) 22%,transparent)}.cell.rare{background:color-mix(in srgb,var(--a) 10%,transparent)}.cell.some{background:color-mix(in srgb,var(--a) 24%,transparent)}.cell.many{background:color-mix(in srgb,var(--a) 42%,transparent)}
`
