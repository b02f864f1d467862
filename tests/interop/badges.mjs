// Verifies badges with verifiers of others, which see nothing but the site and the contexts that they are given.
// Usage: node badges.mjs PORT < JSON of {site, contexts: {address: document}, documents: [JSON], tokens: [JWT]}
// Prints JSON: what each verifier says of each document ("good", "revoked" or "bad"), of each token, and what was
// asked for that nobody gave.
import http from "node:http";
import { readFileSync } from "node:fs";
import { verifyCredential } from "@digitalcredentials/verifier-core";
import * as vc from "@digitalbazaar/vc";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import { importJWK, jwtVerify } from "jose";

const port = Number(process.argv[2]);
const { site, contexts, documents, tokens } = JSON.parse(readFileSync(0, "utf8"));
const host = new URL(site).host;
const did = `did:web:${encodeURIComponent(host)}`;
const refused = new Set();

function fromSite(path) {
  const asked = { port, path, host: "127.0.0.1", headers: { host, accept: "application/ld+json, application/json" } };
  return new Promise((resolve, reject) => {
    http.get(asked, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => resolve({ status: answer.statusCode, type: answer.headers["content-type"], body: Buffer.concat(parts) }));
    }).on("error", reject);
  });
}

globalThis.fetch = async (input) => {
  const address = typeof input === "string" ? input : input.url ?? String(input);
  if (!address.startsWith(`${site}/`)) {
    refused.add(address);
    throw new TypeError(`Not fetched: ${address}`);
  }
  const { status, type, body } = await fromSite(address.slice(site.length));
  return new Response(body, { status, headers: { "content-type": type } });
};

async function documentLoader(url) {
  const given = (document) => ({ contextUrl: null, documentUrl: url, document });
  if (contexts[url]) return given(contexts[url]);
  const [base, fragment] = url.split("#");
  const path = base === did ? "/.well-known/did.json" : base.startsWith(`${site}/`) ? base.slice(site.length) : null;
  const found = path ? await fromSite(path) : { status: 0 };
  if (found.status !== 200) throw new Error(`Not loaded: ${url}`);
  const document = JSON.parse(found.body);
  if (base !== did || !fragment) return given(document);
  const method = document.verificationMethod.find((each) => each.id === url);
  if (!method) throw new Error(`No such key: ${url}`);
  return given({ "@context": "https://w3id.org/security/multikey/v1", ...method });
}

async function byBazaar(credential) {
  const suite = new DataIntegrityProof({ cryptosuite });
  const result = await vc.verifyCredential({ credential, suite, documentLoader, checkStatus: (asked) =>
    checkStatus({ ...asked, documentLoader, suite, verifyMatchingIssuers: true }) });
  const revoked = JSON.stringify(result.statusResult ?? {}).includes('"status":true');
  return revoked ? "revoked" : result.verified ? "good" : "bad";
}

async function byCore(credential) {
  const { errors, log } = await verifyCredential({ credential, knownDIDRegistries: [] });
  const of = (id) => log?.find((step) => step.id === id)?.valid;
  if (errors?.length || !of("valid_signature")) return "bad";
  if (of("revocation_status") === false) return "revoked";
  return of("revocation_status") && of("expiration") ? "good" : "bad";
}

async function byJose(token) {
  try {
    const [head] = token.split(".").map((part) => Buffer.from(part, "base64url").toString());
    const { kid } = JSON.parse(head);
    if (!kid.startsWith(`${site}/`)) return "bad";
    const { body } = await fromSite(kid.slice(site.length));
    const { payload } = await jwtVerify(token, await importJWK(JSON.parse(body), "RS256"), { issuer: did, algorithms: ["RS256"] });
    return payload.jti && payload.credentialSubject ? "good" : "bad";
  } catch {
    return "bad";
  }
}

async function said(verifier, each) {
  try {
    return await verifier(each);
  } catch {
    return "bad";
  }
}

const found = { core: [], bazaar: [], jose: [] };
for (const text of documents) {
  found.bazaar.push(await said(byBazaar, JSON.parse(text)));
  found.core.push(await said(byCore, JSON.parse(text)));
}
for (const token of tokens) found.jose.push(await said(byJose, token));
console.log(JSON.stringify({ ...found, refused: [...refused] }));
