// Speaks to one address with the reference clients of both streaming protocols and fails if an answer isn't as expected.
// Usage: node clients.mjs URL TOKEN
import { createClient as createSocketClient } from "graphql-ws";
import { createClient as createStreamClient } from "graphql-sse";

const [url, token] = process.argv.slice(2);
const authorization = `Bearer ${token}`;
const clients = {
  "graphql-ws": createSocketClient({
    url: url.replace("http", "ws"),
    webSocketImpl: (await import("ws")).default,
    connectionParams: { authorization },
    lazy: true,
    retryAttempts: 0,
  }),
  "graphql-sse": createStreamClient({ url, headers: { authorization }, retryAttempts: 0 }),
};
const expected = JSON.stringify([1, 2, 3]);

for (const [name, client] of Object.entries(clients)) {
  const found = [];
  for await (const answer of client.iterate({ query: "subscription { counting(to: 3) }" })) found.push(answer.data.counting);
  if (JSON.stringify(found) !== expected) throw new Error(`${name}: ${JSON.stringify(found)}`);
  const { value } = await client.iterate({ query: "{ whoami }" }).next();
  if (value.data.whoami !== 1) throw new Error(`${name}: ${JSON.stringify(value)}`);
  console.log(`${name}: subscription and query answered.`);
}
process.exit(0);
