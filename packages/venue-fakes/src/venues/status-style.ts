/** The look of the status page, light or dark as the reader's system is. */
export const STATUS_STYLE = `
:root{color-scheme:light dark;--ink:light-dark(#1c2430,#e6e9ef);--dim:light-dark(#66707f,#939cab);
--paper:light-dark(#f4f6f9,#12161d);--card:light-dark(#fff,#1b212b);--line:light-dark(#dde2ea,#2c3441);
--bid:light-dark(#0d7a4e,#3ccb8b);--ask:light-dark(#b3382f,#f2796f);--accent:light-dark(#2456c9,#7fa6ff)}
*{box-sizing:border-box}
body{margin:0 auto;max-width:76rem;padding:1.25rem;background:var(--paper);color:var(--ink);font:14px/1.45 system-ui,sans-serif}
h1{font-size:1.35rem;margin:0}h2{font-size:.8rem;text-transform:uppercase;letter-spacing:.06em;color:var(--dim);margin:1.5rem 0 .5rem}
h3{font-size:.95rem;margin:0;flex:1}.top{display:flex;gap:1rem;align-items:baseline;flex-wrap:wrap}.top p{margin:0;color:var(--dim)}
.top .gone{display:none;color:var(--ask);font-weight:600}.lost .gone{display:block}.lost #live{opacity:.5}
.facts{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.25rem 0 0}
.facts div{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.5rem .9rem}
dt{color:var(--dim);font-size:.75rem}dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums}
.books{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(26rem,100%),1fr));gap:.75rem}
.card,.inject,.scroll{background:var(--card);border:1px solid var(--line);border-radius:.5rem}
.card{padding:.75rem .9rem;min-width:0}.card header{display:flex;gap:.6rem;align-items:center}
.card code{display:block;color:var(--dim);font-size:.72rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;margin:.15rem 0 .4rem}
.tag{font-size:.68rem;font-weight:600;padding:.1rem .45rem;border-radius:1rem;border:1px solid currentColor}
.tag.kalshi{color:var(--bid)}.tag.polymarket{color:var(--accent)}
.state{font-size:.75rem}.good{color:var(--bid)}.bad{color:var(--ask)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{font-size:.72rem;font-weight:500;color:var(--dim);text-align:left}
.scroll{overflow-x:auto;padding:.25rem .9rem}.scroll td,.scroll th{padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line)}
.scroll tr:last-child td{border-bottom:0}.scroll td{max-width:18rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.book{table-layout:fixed}.book td{padding:.1rem .4rem}.book th{padding:0 .4rem}.book th:last-child{text-align:right}
.price{width:4.5rem;font-weight:600}.price.bid,.size.ask{text-align:right}.price.bid{color:var(--bid)}.price.ask{color:var(--ask)}
.price.ask{text-align:left}
.size.bid{background:linear-gradient(to left,color-mix(in srgb,var(--bid) 18%,transparent) var(--share),transparent 0)}
.size.ask{background:linear-gradient(to right,color-mix(in srgb,var(--ask) 18%,transparent) var(--share),transparent 0)}
.inject{padding:.1rem .9rem .9rem;margin-top:1.25rem}.inject h2{margin-top:.75rem}
form{display:flex;gap:.6rem;flex-wrap:wrap;align-items:end}form+form{margin-top:.6rem}
label{display:flex;flex-direction:column;font-size:.75rem;color:var(--dim);gap:.15rem}.wide{flex:1;min-width:16rem}
input,select,button{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--line);border-radius:.35rem;padding:.35rem .5rem;width:100%}
input[inputmode]{width:7rem}button{width:auto;background:var(--accent);color:var(--card);border-color:transparent;font-weight:600;cursor:pointer;padding:.35rem 1rem}
button.quiet{background:transparent;color:var(--ink);border-color:var(--line);font-weight:400}
.none{color:var(--dim);margin:.25rem 0}
`
