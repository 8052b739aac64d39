/** For `onError` of a picture that only decorates: its tile stays plain, without the browser's mark for a broken one. */
export function hidePicture(event: { currentTarget: HTMLImageElement }): void {
  event.currentTarget.style.visibility = "hidden";
}
