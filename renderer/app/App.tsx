import { useEffect } from 'react';
import { Frame } from '../features/frame/Frame.tsx';
import { FirstRun } from '../features/first-run/FirstRun.tsx';
import { Palette } from '../features/search/Palette.tsx';
import { announce, useSpoken } from '../ui/announce.ts';
import { ErrorState } from '../ui/states.tsx';
import { Toasts } from '../ui/Toasts.tsx';
import { Dialogs } from './Dialogs.tsx';
import { followShortcuts, runAction } from './actions.ts';
import { followHistory } from './navigate.ts';
import { askStart, beginSession, contextKey } from './session.ts';
import { useView } from './store.ts';

/** The whole window. */
export function App() {
  const start = useView((view) => view.start);
  const startError = useView((view) => view.startError);
  const palette = useView((view) => view.palette);
  useEffect(() => {
    const ends = [beginSession(runAction), followShortcuts(), followHistory()];
    return () => {
      for (const end of ends) end();
    };
  }, []);
  useAppearance();
  useSyncAnnouncements();
  return (
    <>
      {start?.workspace ? (
        <Frame key={contextKey(start)} />
      ) : start ? (
        <FirstRun start={start} />
      ) : startError ? (
        <main className="h-full">
          <ErrorState error={startError} onTryAgain={() => void askStart()} />
        </main>
      ) : null}
      {start?.workspace && palette ? <Palette /> : null}
      <Dialogs />
      <Toasts />
      <LiveRegion />
    </>
  );
}

function LiveRegion() {
  return (
    <div role="status" className="sr-only">
      {useSpoken()}
    </div>
  );
}

function useAppearance(): void {
  const { theme, density } = useView((view) => view.settings);
  useEffect(() => {
    const root = document.documentElement;
    if (theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
    root.dataset['density'] = density;
  }, [theme, density]);
}

function useSyncAnnouncements(): void {
  const phase = useView((view) => view.sync?.phase);
  useEffect(() => {
    if (phase === 'unreachable') announce('Offline. Changes wait here.');
    if (phase === 'offline-by-choice') announce('Working offline. Changes wait here.');
    if (phase === 'signed-out') announce('The session ended. Sign in again to synchronise.');
  }, [phase]);
}
