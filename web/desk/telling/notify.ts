/** The browser's own notifications. */

export async function askToNotify(): Promise<boolean> {
  if (!("Notification" in window)) return false;
  return (await Notification.requestPermission()) === "granted";
}

export function notify(title: string, words: string, about: string, open: () => void): void {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  try {
    // one for each conversation: a later one takes the place of the earlier, and is told again
    const told = new Notification(title, { body: words, tag: about, renotify: true } as NotificationOptions);
    told.onclick = () => {
      window.focus();
      open();
      told.close();
    };
  } catch {
    // Android's browsers have them for service workers only: sound and title say it, too
  }
}
