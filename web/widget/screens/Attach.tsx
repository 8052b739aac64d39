import { useRef } from "preact/hooks";
import { PHOTO_TYPES } from "../upload";
import { useChat } from "./context";
import { ClipIcon, CloseIcon } from "./icons";

/** Chooses photographs; on a phone it offers the camera, too. */
export function AttachButton() {
  const { session, strings } = useChat();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="attach"
        aria-label={strings.attach}
        title={strings.attach}
        onClick={() => input.current?.click()}
      >
        <ClipIcon />
      </button>
      <input
        ref={input}
        type="file"
        class="hidden"
        accept={PHOTO_TYPES.join()}
        multiple
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          void session.photos.attach([...(event.currentTarget.files ?? [])]);
          // the same file again is a change, too
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}

/** What is attached, above the message box, until it is sent. */
export function Tray() {
  const { session, state, strings } = useChat();
  const remove = (id: string, button: HTMLElement): void => {
    const root = button.getRootNode() as ShadowRoot;
    session.photos.detach(id);
    root.querySelector<HTMLElement>(".attach")?.focus();
  };
  return (
    <>
      <p class="hidden" role="status">
        {state.attached.length > 0 && strings.attached(state.attached.length)}
      </p>
      {state.attached.length > 0 && (
        <ul class="tray" aria-label={strings.photos}>
          {state.attached.map(({ id, name, url }) => (
            <li key={id}>
              <img src={url} alt={name} />
              <button
                type="button"
                aria-label={strings.detach(name)}
                title={strings.detach(name)}
                onClick={(event) => remove(id, event.currentTarget)}
              >
                <CloseIcon />
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Pictures out of a paste or a drop; none where something else was meant. */
export const picturesOf = (data: DataTransfer | null): File[] =>
  [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
