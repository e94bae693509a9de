let isWanted = false;

/** What has the focus is about to go, and the next page is to take it: the keyboard goes on there, and a screen reader reads on. */
export function passFocusOn(): void {
  isWanted = true;
}

/** Takes the focus that was passed on, unless somebody put it elsewhere meanwhile. */
export function takeFocus(element: HTMLElement | null | undefined): void {
  if (!isWanted || !element) return;
  isWanted = false;
  if (document.activeElement === null || document.activeElement === document.body)
    element.focus({ preventScroll: true });
}
