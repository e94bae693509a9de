import { useEffect, useState } from 'react';
import type { VisitFileStates } from '../../../common/contract/visits.ts';
import { attempt, listen } from '../../api/client.ts';

/** How the photos of a visit are, as it changes; null until it's known. */
export function useVisitFiles(id: string): VisitFileStates | null {
  const [states, setStates] = useState<VisitFileStates | null>(null);
  useEffect(() => {
    let isHere = true;
    let asked: 'no' | 'once' | 'again' = 'no';
    const ask = async () => {
      if (asked !== 'no') return void (asked = 'again');
      asked = 'once';
      const result = await attempt('visit.files', { id });
      const next = asked as 'once' | 'again';
      asked = 'no';
      if (!isHere) return;
      if (result.ok) setStates(result.value);
      if (next === 'again') void ask();
    };
    void ask();
    const stops = [
      listen('visit.filesChanged', (changed) => {
        if (changed.id === id) void ask();
      }),
      listen('cache.changed', ({ kinds }) => {
        if (kinds.includes('visit')) void ask();
      }),
    ];
    return () => {
      isHere = false;
      for (const stop of stops) stop();
    };
  }, [id]);
  return states;
}

/** A photo's content as an address for an image, and why it isn't there. */
export function usePhoto(
  visit: string,
  id: string,
  { small, askedAgain = 0 }: { small: boolean; askedAgain?: number | undefined },
): { url: string | null; fault: string | null } {
  const [shown, setShown] = useState<{ url: string | null; fault: string | null }>({
    url: null,
    fault: null,
  });
  useEffect(() => {
    let url: string | null = null;
    let isHere = true;
    void attempt('visit.photo', { visit, id, small }).then((result) => {
      if (!isHere) return;
      if (result.ok)
        url = URL.createObjectURL(new Blob([new Uint8Array(result.value.content)], { type: 'image/jpeg' }));
      setShown({ url, fault: result.ok ? null : result.error.message });
    });
    return () => {
      isHere = false;
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [visit, id, small, askedAgain]);
  return shown;
}
