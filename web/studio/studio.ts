/** One open studio: turns what the editor does into calls and events of the state. */

import { call, Refused } from "../shared/staff/call";
import type { Me } from "../shared/staff/me";
import { createStore, type Store } from "../shared/store";
import type { Edited, Overview } from "./contract";
import { type Event, initial, next, type State } from "./state";

export class Studio {
  readonly store: Store<State, Event> = createStore(initial, next);

  /** Finds out whether somebody is logged in. */
  async begin(): Promise<void> {
    try {
      await this.signedIn(await call<Me>("GET", "/api/staff/me"));
    } catch (error) {
      this.store.dispatch({ type: "me", me: null });
      if (!(error instanceof Refused) || error.status !== 401) this.refused(error);
    }
  }

  async logIn(email: string, password: string): Promise<void> {
    await this.signedIn(await call<Me>("POST", "/api/staff/login", { email, password }));
  }

  async logOut(): Promise<void> {
    await this.trying(async () => {
      await call("POST", "/api/staff/logout", {});
      this.store.dispatch({ type: "me", me: null });
    });
  }

  /** Where the draft stands. */
  async refresh(): Promise<void> {
    await this.trying(async () => {
      this.store.dispatch({ type: "overview", overview: await call<Overview>("GET", "/api/studio/state") });
    });
  }

  /**
   * Runs an edit and says what happened, with a way to take it back. Every page reads its files anew.
   * True where it was made; what was refused is said in a toast.
   */
  edit = (does: () => Promise<Edited>): Promise<boolean> =>
    this.trying(async () => {
      const { version } = await does();
      this.store.dispatch({ type: "edited" });
      if (version) this.store.dispatch({ type: "toast", text: version.title, undo: version.id });
      await this.refresh();
    });

  undo = (version: string): Promise<boolean> => this.edit(() => call<Edited>("POST", "/api/studio/undo", { version }));

  say(text: string): void {
    this.store.dispatch({ type: "toast", text });
  }

  /** True where it went well; what was refused is said in a toast. */
  async trying(does: () => Promise<unknown>): Promise<boolean> {
    try {
      await does();
      return true;
    } catch (error) {
      this.refused(error);
      return false;
    }
  }

  refused(error: unknown): void {
    if (error instanceof Refused && error.status === 401) this.store.dispatch({ type: "me", me: null });
    else this.say(error instanceof Refused ? error.message || error.code : "server_error");
    if (!(error instanceof Refused)) console.error(error);
  }

  private async signedIn(me: Me): Promise<void> {
    this.store.dispatch({ type: "me", me });
    await this.refresh();
  }
}
