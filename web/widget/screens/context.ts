import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Session } from "../session";
import type { State } from "../state";
import type { Strings } from "../strings";

export interface Chat {
  session: Session;
  state: State;
  strings: Strings;
  /** Origin of the service; paths of pictures are its. */
  server: string;
  title: string;
}

export const ChatContext = createContext<Chat | null>(null);

export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error("drawn outside of a chat");
  return chat;
}
