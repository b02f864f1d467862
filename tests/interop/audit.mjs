// Runs the GraphQL over HTTP audit against one address, names each check that isn't "ok", and fails if there is any.
// Usage: node audit.mjs URL TOKEN; the audit asks for a type by name, which needs a member's token here.
import { auditServer } from "graphql-http";

const [url, token] = process.argv.slice(2);
const fetchFn = (address, options = {}) =>
  fetch(address, { ...options, headers: { ...options.headers, authorization: `Bearer ${token}` } });

const results = await auditServer({ url, fetchFn });
const failed = results.filter((result) => result.status !== "ok");
for (const { id, name, status, reason } of failed) console.log(`${status}  ${id}  ${name}: ${reason}`);
console.log(`${results.length - failed.length} of ${results.length} checks hold.`);
process.exit(failed.length === 0 ? 0 : 1);
