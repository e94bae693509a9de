/**
 * Runs something at once or, while the mouse or a finger is down, once it's up again and its click has been heard. What a field
 * says when it's left makes the form grow: said while the button is being pressed that the field was left for, it would move that
 * button from under the pointer, and the click would be lost.
 */
export function afterPress(run: () => void): void {
  if (!document.querySelector(':active')) return run();
  const end = () => {
    removeEventListener('pointerup', end, true);
    removeEventListener('pointercancel', end, true);
    // The click follows in the same task.
    setTimeout(run);
  };
  addEventListener('pointerup', end, true);
  addEventListener('pointercancel', end, true);
}
