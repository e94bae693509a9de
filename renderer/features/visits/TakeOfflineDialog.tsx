import { useEffect, useState } from 'react';
import type { TakenOffline } from '../../../common/contract/visit-plan.ts';
import { useAnswer } from '../../api/answers.ts';
import { attempt, listen } from '../../api/client.ts';
import { closeDialog, useView } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts } from '../../ui/detail.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { Callout, ErrorState, SlowState } from '../../ui/states.tsx';
import { ago, count, counted, moment, useNow, megabytes } from '../../ui/words.ts';

const unreachable = new Set(['offline-by-choice', 'unreachable']);

/** What is on this computer for visits, how old it is and what is missing; photos that aren't here are fetched from it. */
export function TakeOfflineDialog({ ids }: { ids: string[] }) {
  const sync = useView((view) => view.sync);
  const { value, error, slow, askAgain } = useAnswer('visit.offline', { ids }, [
    'visit',
    'site',
    'probe',
    'customer',
  ]);
  const [busy, setBusy] = useState(false);
  useEffect(() => listen('visit.filesChanged', askAgain), [askAgain]);
  const fetchPhotos = async () => {
    setBusy(true);
    await attempt('visit.takeOffline', { ids });
    setBusy(false);
    askAgain();
  };
  const missing = value ? value.photos - value.photosHere : 0;
  const whyNot =
    sync && unreachable.has(sync.phase)
      ? 'The partner API can’t be reached. What is here works; photos are fetched once it can.'
      : undefined;
  return (
    <Dialog title={`Take ${counted(ids.length, 'visit')} offline`} onClose={closeDialog} wide>
      {error && !value ? <ErrorState error={error} onTryAgain={askAgain} /> : null}
      {!value && slow ? <SlowState what="what is on this computer" /> : null}
      {value ? <OnThisComputer taken={value} /> : null}
      <DialogActions
        cancel={<Button onPress={closeDialog}>Close</Button>}
        verb={
          missing > 0 ? (
            <Button
              look="primary"
              busy={busy || (value?.fetching ?? 0) > 0}
              whyNot={whyNot}
              onPress={() => void fetchPhotos()}
            >
              {`Fetch ${counted(missing, 'photo')}, ${megabytes(value?.bytesMissing ?? 0)}`}
            </Button>
          ) : null
        }
      />
    </Dialog>
  );
}

function OnThisComputer({ taken }: { taken: TakenOffline }) {
  const sync = useView((view) => view.sync);
  const now = useNow(1000);
  const { sites, sitesMissing, probes, visits, withNotes, photos, photosHere, fetching } = taken;
  const missing = photos - photosHere;
  const isWhole = missing === 0 && sitesMissing === 0 && sync?.complete === true;
  return (
    <div className="mt-4 flex flex-col gap-3">
      <Callout tone={isWhole ? 'good' : 'warn'} role="status">
        {isWhole
          ? 'All that there is for this is on this computer, and works with no network.'
          : whatIsMissing(taken, sync?.complete === true)}
      </Callout>
      <section aria-label="On this computer">
        <Facts
          facts={[
            ['Sites', count(sites)],
            ['Probes', count(probes)],
            ['Visits there', `${count(visits)}, ${count(withNotes)} with notes`],
            [
              'Photos',
              photos === 0
                ? 'None'
                : `${count(photosHere)} of ${count(photos)} · ${megabytes(taken.bytesHere)} encrypted on this computer`,
            ],
            [
              'As of',
              sync?.currentAt
                ? `${moment(sync.currentAt, now)} (${ago(sync.currentAt, now)})`
                : 'not synchronised yet',
            ],
          ]}
        />
      </section>
      {fetching > 0 ? (
        <p role="status" className="text-muted tabular-nums">
          Fetching, {counted(fetching, 'photo')} to go
        </p>
      ) : null}
      {taken.because ? (
        <Callout tone="bad" role="alert">
          {taken.because}
        </Callout>
      ) : null}
      {taken.withheld.length > 0 ? (
        <p className="text-muted">
          Notes and photos of {taken.withheld.slice(0, 3).join(', ')}
          {taken.withheld.length > 3 ? ` and ${count(taken.withheld.length - 3)} more` : ''} aren’t among it:
          Access data isn’t granted.
        </p>
      ) : null}
    </div>
  );
}

function whatIsMissing({ photos, photosHere, bytesMissing, sitesMissing }: TakenOffline, complete: boolean) {
  const parts = [
    complete ? '' : 'the first synchronisation isn’t finished',
    sitesMissing > 0 ? `${counted(sitesMissing, 'site')} not in sight` : '',
    photos > photosHere ? `${counted(photos - photosHere, 'photo')} (${megabytes(bytesMissing)})` : '',
  ];
  return `Missing on this computer: ${parts.filter(Boolean).join(', ')}.`;
}
