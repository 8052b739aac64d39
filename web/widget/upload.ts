import type { Row } from "../shared/contract";
import type { PhotoRequest, Refusal } from "./connection";
import type { Proof } from "./photos";

/** As the service judges them, by content; here by what the browser takes the file for, to say so at once. */
export const PHOTO_TYPES: readonly string[] = ["image/jpeg", "image/png", "image/webp"];
const LARGEST_BYTES = 8 * 1024 * 1024;
/** What the service keeps of each side. */
const LONGEST_SIDE = 2048;
const TIMEOUT_MS = 180_000;
const OURS = /^\/api\/photos\/[0-9a-f]{32}$/;

/** Whether a row's picture is a photograph that only this conversation's token shows. */
export const isPhoto = (url: string): boolean => OURS.test(url);

/** Why a file cannot be sent, as a code of `strings.errors`; null where it can. */
export function fault(file: Blob): string | null {
  if (!PHOTO_TYPES.includes(file.type)) return "not_a_photo";
  return file.size > LARGEST_BYTES ? "photo_too_large" : null;
}

/** The same picture, drawn smaller where the file is too large to be sent; phones take some of 15 MB. */
export async function sendable(file: Blob): Promise<Blob> {
  if (fault(file) !== "photo_too_large") return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return await new Promise((resolve) => canvas.toBlob((small) => resolve(small ?? file), "image/jpeg", 0.9));
  } catch {
    return file; // the browser cannot draw it either: it is judged by its size
  }
}

/** Headers that show whose conversation it is. */
export const proofs = ({ token, identity }: Proof): Record<string, string> =>
  identity ? { Authorization: `Bearer ${token}`, "Aisle-Identity": identity } : { Authorization: `Bearer ${token}` };

/** XMLHttpRequest and not fetch: only that tells how much of a body has left. Rejects without an answer. */
export function sendPhoto(server: string, asked: PhotoRequest): Promise<{ ok: true; message: Row } | Refusal> {
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error("no answer"));
    request.open("POST", `${server}/api/photos?client_id=${encodeURIComponent(asked.client_id)}`);
    for (const [name, value] of Object.entries(proofs(asked))) request.setRequestHeader(name, value);
    request.timeout = TIMEOUT_MS;
    request.upload.onprogress = ({ loaded, total }) => asked.progress(total ? loaded / total : 0);
    request.onload = () => {
      try {
        const answer = JSON.parse(request.responseText);
        resolve(request.status === 200 ? { ok: true, message: answer.message } : { ok: false, error: answer.error });
      } catch {
        gone(); // a proxy's own page
      }
    };
    request.onerror = request.ontimeout = request.onabort = gone;
    asked.signal.addEventListener("abort", () => request.abort());
    request.send(asked.picture);
  });
}
