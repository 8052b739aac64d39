// @vitest-environment node
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Connection, connect } from "./connection";

/** A service that speaks enough of Engine.IO's polling to refuse the first `refusals` connects and take the next. */
class Service {
  refusals = 1;
  connects = 0;
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));
  private sessions = 0;
  private readonly due: string[] = [];
  private poll: ServerResponse | null = null;

  async start(): Promise<string> {
    await new Promise<void>((listening) => this.server.listen(0, "127.0.0.1", listening));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = new URL(request.url ?? "", "http://service").searchParams;
    if (asked.get("transport") !== "polling") return void response.writeHead(400).end();
    if (request.method === "POST") return this.heard(request, response);
    if (asked.get("sid") === `s${this.sessions}`) {
      this.poll = response;
      return this.flush();
    }
    this.sessions += 1;
    this.poll = null;
    const open = {
      sid: `s${this.sessions}`,
      upgrades: [],
      pingInterval: 25_000,
      pingTimeout: 20_000,
      maxPayload: 100_000,
    };
    response.end(`0${JSON.stringify(open)}`);
  }

  private async heard(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const part of request) body += part;
    response.end("ok");
    if (body !== "40") return;
    this.connects += 1;
    this.due.push(this.connects <= this.refusals ? '44{"message":"refused"}' : '40{"sid":"taken"}');
    this.flush();
  }

  private flush(): void {
    const packet = this.poll && this.due.shift();
    if (packet) this.poll?.end(packet);
    if (packet) this.poll = null;
  }
}

let service: Service;
let connection: Connection;
const heard: string[] = [];

beforeEach(async () => {
  service = new Service();
  heard.length = 0;
  connection = connect(await service.start(), {
    connected: () => heard.push("connected"),
    lost: () => heard.push("lost"),
    message: () => undefined,
    typing: () => undefined,
    state: () => undefined,
    place: () => undefined,
    seen: () => undefined,
  });
});
afterEach(() => {
  connection.stop();
  service.stop();
});

async function until(holds: () => boolean, patience: number): Promise<boolean> {
  const end = Date.now() + patience;
  while (!holds() && Date.now() < end) await new Promise((soon) => setTimeout(soon, 20));
  return holds();
}

test("a connection that the service refuses is dialled again until it is taken", async () => {
  connection.start();
  expect(await until(() => heard.includes("connected"), 5_000)).toBe(true);
  expect(heard).toEqual(["lost", "connected"]);
  expect(service.connects).toBe(2);
}, 10_000);

test("one that is no longer wanted is not", async () => {
  connection.start();
  expect(await until(() => heard.includes("lost"), 5_000)).toBe(true);
  connection.stop();
  expect(await until(() => service.connects > 1, 2_500)).toBe(false);
}, 10_000);
