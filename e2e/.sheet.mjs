import { chromium } from "@playwright/test";
import { readdirSync, readFileSync } from "node:fs";
const [,, dir, out, per="2"] = process.argv;
const states=[...new Set(readdirSync(dir).map(f=>f.replace(/-(light|dark)-.*/,"")))].sort();
const b=await chromium.launch({executablePath:"/usr/bin/chromium",args:["--no-sandbox","--disable-dev-shm-usage"]});
const p=await b.newPage({viewport:{width:1900,height:900}});
for(let i=0,n=0;i<states.length;i+=+per,n++){
  const rows=states.slice(i,i+ +per).map(s=>`<div style="color:#fff;font:14px sans-serif">${s}</div><div style="display:flex;gap:8px;align-items:flex-start">`+[["light-1280",640],["dark-1280",640],["light-360",290],["dark-360",290]].map(([k,w])=>`<img style="width:${w}px;max-height:1300px;object-fit:cover;object-position:top" src="data:image/png;base64,${readFileSync(`${dir}/${s}-${k}.png`).toString("base64")}">`).join("")+"</div>").join("");
  await p.setContent(`<body style="margin:0;background:#555">${rows}</body>`);
  await p.waitForTimeout(300);
  await p.screenshot({path:`${out}-${String(n).padStart(2,"0")}.png`,fullPage:true});
}
await b.close();
