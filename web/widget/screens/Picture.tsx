import { useEffect, useRef, useState } from "preact/hooks";
import { safeImage } from "../../shared/html";
import { isPhoto } from "../upload";
import { useChat } from "./context";
import { CloseIcon } from "./icons";

/** A picture in the log; it opens large. */
export function Picture({ url, alt }: { url: string; alt: string }) {
  const { server, strings } = useChat();
  const photo = usePhoto(url);
  const [large, setLarge] = useState(false);
  const source = isPhoto(url) ? photo : safeImage(url, server);
  if (!source)
    return (
      <p class="bubble" dir="auto">
        {source === undefined ? strings.pictureLoading : alt || strings.pictureMissing}
      </p>
    );
  return (
    <>
      <button type="button" class="picture" onClick={() => setLarge(true)}>
        <img src={source} alt={alt} loading="lazy" decoding="async" />
        <span class="hidden">{` ${strings.enlarge}`}</span>
      </button>
      {large && <Large source={source} alt={alt} close={() => setLarge(false)} />}
    </>
  );
}

/** A photograph's address in this page's memory; undefined while it is fetched, null where it is not to be had. */
function usePhoto(url: string): string | null | undefined {
  const { session, state } = useChat();
  const [shown, setShown] = useState<string | null>();
  const online = state.connection === "online";
  useEffect(() => {
    if (!isPhoto(url)) return;
    let wanted = true;
    session.picture(url).then(
      (found) => wanted && setShown(found),
      () => wanted && setShown((now) => now ?? null),
    );
    return () => {
      wanted = false;
    };
  }, [url, session, online]);
  return shown;
}

/** Over the whole page. The browser itself keeps the focus inside and gives it back afterwards. */
function Large({ source, alt, close }: { source: string; alt: string; close: () => void }) {
  const { strings } = useChat();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="large"
      aria-label={alt}
      onClose={close}
      onClick={() => dialog.current?.close()}
      onKeyDown={(event) => {
        // Escape closes the picture; the panel behind would take it for itself
        event.stopPropagation();
      }}
    >
      <img src={source} alt={alt} />
      <button type="button" class="large-close" aria-label={strings.closePicture}>
        <CloseIcon />
      </button>
    </dialog>
  );
}
