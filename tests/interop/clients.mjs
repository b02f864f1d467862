// Listens to the votes of one idea, which must change meanwhile, and asks a question, with the reference client of
// each streaming protocol; fails if an answer isn't as expected. Usage: node clients.mjs URL TOKEN IDEA
import { createClient as createSocketClient } from "graphql-ws";
import { createClient as createStreamClient } from "graphql-sse";
import WebSocket from "ws";

const [url, token, idea] = process.argv.slice(2);
const authorization = `Bearer ${token}`;
const clients = {
  "graphql-ws": createSocketClient({
    url: url.replace("http", "ws"),
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    retryAttempts: 0,
  }),
  "graphql-sse": createStreamClient({ url, headers: { authorization }, retryAttempts: 0 }),
};
const listen = { query: "subscription($ids: [ID!]!) { votes(ideaIds: $ids) { supporters } }", variables: { ids: [idea] } };

for (const [name, client] of Object.entries(clients)) {
  const heard = [];
  for await (const answer of client.iterate(listen)) if (heard.push(answer.data.votes.supporters) === 3) break;
  if (heard[0] === heard[1] || heard[0] !== heard[2]) throw new Error(`${name}: ${JSON.stringify(heard)}`);
  const { value } = await client.iterate({ query: "{ viewer { member { handle } } }" }).next();
  if (value.data.viewer.member.handle !== "ann") throw new Error(`${name}: ${JSON.stringify(value)}`);
  console.log(`${name}: heard a vote and asked a question.`);
}
process.exit(0);
