import { useView } from '../../app/store.ts';
import { scopeWords } from './data-age.ts';

/** One quiet line on what part of everything a list of the partner API shows the account; nothing where that's all of it. */
export function SeenPart() {
  const words = useView((view) => scopeWords(view.start?.account ?? null));
  return words === null ? null : (
    <p data-age className="px-4 pb-2 text-sm text-muted">
      {words}
    </p>
  );
}
