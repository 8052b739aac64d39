import { useState } from "preact/hooks";
import { useDesk } from "../context";

/** A photograph of the conversation, from where only staff may fetch it. */
export function Photo({ id, url, alt }: { id: string; url: string; alt: string }) {
  const { strings } = useDesk();
  const [missing, setMissing] = useState(false);
  const source = `/api/desk/conversations/${id}/photos/${url.split("/").at(-1)}`;
  if (missing) return <p class="bubble soft">{strings.photoMissing}</p>;
  return (
    <a class="photo" href={source} target="_blank" rel="noopener">
      <img src={source} alt={alt || strings.photo} loading="lazy" onError={() => setMissing(true)} />
    </a>
  );
}
