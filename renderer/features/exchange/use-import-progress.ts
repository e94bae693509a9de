import { useEffect, useEffectEvent, useState } from 'react';
import { listen } from '../../api/client.ts';

/** How far the check of a file is; null before anything was heard of it. */
export function useImportProgress(token: string | undefined): { done: number; total: number } | null {
  const [progress, setProgress] = useState<{ token: string; done: number; total: number } | null>(null);
  const heard = useEffectEvent((told: { token: string; done: number; total: number }) => {
    if (told.token === token) setProgress(told);
  });
  useEffect(() => listen('import.progress', (told) => heard(told)), []);
  return progress?.token === token ? progress : null;
}
