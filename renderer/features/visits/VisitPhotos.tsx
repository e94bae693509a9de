import { useRef, useState } from 'react';
import { Camera, CloudOff, ImagePlus } from 'lucide-react';
import type { VisitDetail, VisitFileStates } from '../../../common/contract/visits.ts';
import { photosOf, type VisitPhoto } from '../../../common/domain/visit-files.ts';
import { attempt } from '../../api/client.ts';
import { rememberChange } from '../../app/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Callout } from '../../ui/states.tsx';
import { counted, moment, useNow } from '../../ui/words.ts';
import { CameraDialog } from './CameraDialog.tsx';
import { preparePhoto } from './prepare-photo.ts';
import { usePhoto, useVisitFiles } from './use-visit-files.ts';
import { useTyped } from './use-typed.ts';
import { thumb, type EditVisit } from './VisitPage.tsx';

type Photo = VisitPhoto & { id: string };
type FileState = VisitFileStates['files'][number];

interface VisitPhotosProps {
  visit: VisitDetail['visit'];
  edit: EditVisit;
  whyNot: string | undefined;
  /** Why they can't be seen either. */
  whyHidden: string | undefined;
}

/** The photos of a visit: added from files or the camera, each with how far it is on its way. */
export function VisitPhotos({ visit, edit, whyNot, whyHidden }: VisitPhotosProps) {
  const states = useVisitFiles(visit.id);
  const picker = useRef<HTMLInputElement>(null);
  const [keepsPlace, setKeepsPlace] = useState(false);
  const [adding, setAdding] = useState(0);
  const [faults, setFaults] = useState<string[]>([]);
  // As it was when somebody last wanted to add one; until then, as it was when the visit was opened.
  const [noRoom, setNoRoom] = useState<string | null | undefined>(undefined);
  const [open, setOpen] = useState<'camera' | { photo: string } | null>(null);
  const photos = photosOf(visit);
  if (whyHidden) return <p className="text-muted">{whyHidden}</p>;

  const add = async (files: readonly File[]) => {
    setFaults([]);
    setAdding(files.length);
    for (const file of files) {
      const fault = await addOne(file);
      if (fault !== null) setFaults((told) => [...told, fault]);
      setAdding((left) => left - 1);
    }
  };
  const addOne = async (file: File): Promise<string | null> => {
    const prepared = await preparePhoto(file, keepsPlace);
    if ('fault' in prepared) return prepared.fault;
    const result = await attempt('visit.addPhoto', { visit: visit.id, caption: '', ...prepared });
    if (!result.ok) return result.error.message;
    rememberChange('Photo added', result.value.mutationIds);
    return null;
  };
  /** Goes on once it's sure that there's room: said before a photo is chosen or taken, not after. */
  const whereRoom = async (goOn: () => void) => {
    const asked = await attempt('visit.files', { id: visit.id });
    const said = asked.ok ? asked.value.noRoom : null;
    setNoRoom(said);
    if (said === null) goOn();
  };
  const full = noRoom === undefined ? states?.noRoom : noRoom;
  const shown = typeof open === 'object' && open ? photos.find(({ id }) => id === open.photo) : undefined;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Button
          className={thumb}
          whyNot={whyNot}
          busy={adding > 0}
          onPress={() => void whereRoom(() => picker.current?.click())}
        >
          <ImagePlus aria-hidden size={16} />
          {adding > 0 ? `Adding, ${adding} left…` : 'Add photos…'}
        </Button>
        <Button className={thumb} whyNot={whyNot} onPress={() => void whereRoom(() => setOpen('camera'))}>
          <Camera aria-hidden size={16} />
          Take photo…
        </Button>
        <input
          ref={picker}
          type="file"
          accept="image/*"
          multiple
          tabIndex={-1}
          aria-label="Photos from files"
          className="sr-only"
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            event.target.value = '';
            if (files.length > 0) void add(files);
          }}
        />
        {whyNot ? null : (
          <CheckField checked={keepsPlace} onChange={setKeepsPlace}>
            Keep where photos were taken
          </CheckField>
        )}
      </div>
      {full && !whyNot ? (
        <div className="mt-2">
          <Callout tone="warn" role="status">
            {full}
          </Callout>
        </div>
      ) : null}
      {faults.length > 0 ? (
        <div className="mt-2">
          <Callout tone="bad" role="alert">
            {faults.map((fault, at) => (
              <p key={at}>{fault}</p>
            ))}
          </Callout>
        </div>
      ) : null}
      {photos.length === 0 ? (
        <p className="mt-2 text-muted">No photos yet.</p>
      ) : (
        <>
          <p role="status" className="mt-2 text-sm text-muted tabular-nums">
            {sumOf(photos.length, states)}
          </p>
          <ul aria-label="Photos" className="mt-1 grid grid-cols-[repeat(auto-fill,minmax(148px,1fr))] gap-2">
            {photos.map((photo) => (
              <Tile
                key={photo.id}
                visit={visit.id}
                photo={photo}
                state={states?.files.find(({ id }) => id === photo.id)}
                onOpen={() => setOpen({ photo: photo.id })}
              />
            ))}
          </ul>
        </>
      )}
      {open === 'camera' ? (
        <CameraDialog onClose={() => setOpen(null)} onTaken={(file) => void add([file])} />
      ) : null}
      {shown ? (
        <PhotoDialog
          key={shown.id}
          visit={visit.id}
          photo={shown}
          edit={edit}
          whyNot={whyNot}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </>
  );
}

function sumOf(count: number, states: VisitFileStates | null): string {
  const files = states?.files ?? [];
  const on = (state: FileState['state']) => files.filter((file) => file.state === state).length;
  const waiting = on('waiting') + on('going');
  const parts = [
    counted(count, 'photo'),
    waiting > 0 ? `${waiting} still to go up` : '',
    on('refused') > 0 ? `${on('refused')} refused` : '',
  ];
  return parts.filter(Boolean).join(' · ');
}

/** In words how a photo is. */
function stateWords(state: FileState | undefined): { text: string; tone: string } {
  if (!state) return { text: '', tone: 'text-muted' };
  const done = state.bytes > 0 ? Math.floor((100 * state.sent) / state.bytes) : 0;
  switch (state.state) {
    case 'waiting':
      return { text: 'On this computer, waits to go up', tone: 'text-warn' };
    case 'going':
      return { text: `Going up, ${done} %`, tone: 'text-warn' };
    case 'refused':
      return { text: 'Refused', tone: 'text-bad' };
    case 'there':
      return {
        text: state.isHere ? 'At the partner API and on this computer' : 'Not on this computer',
        tone: 'text-muted',
      };
  }
}

interface TileProps {
  visit: string;
  photo: Photo;
  state: FileState | undefined;
  onOpen: () => void;
}

function Tile({ visit, photo, state, onOpen }: TileProps) {
  const { url, fault } = usePhoto(visit, photo.id, { small: true });
  const { text, tone } = stateWords(state);
  const name = photo.caption || `Photo of ${photo.takenAt.slice(0, 10)}`;
  return (
    <li className="min-w-0">
      <button
        type="button"
        onClick={onOpen}
        aria-label={`Open ${name}`}
        className="flex h-28 w-full items-center justify-center overflow-hidden rounded-box border border-line bg-hover"
      >
        {url ? (
          <img src={url} alt={name} className="h-full w-full object-cover" />
        ) : fault ? (
          <CloudOff aria-hidden size={20} className="text-faint" />
        ) : null}
      </button>
      {photo.caption ? <p className="mt-0.5 truncate">{photo.caption}</p> : null}
      <p className={`mt-0.5 text-sm ${tone}`}>{text}</p>
      {state?.because ? <p className={`text-sm ${tone}`}>{state.because}</p> : null}
      {state?.state === 'refused' ? (
        <Button look="quiet" onPress={() => void attempt('visit.retryFile', { id: photo.id })}>
          Try again
        </Button>
      ) : null}
    </li>
  );
}

interface PhotoDialogProps {
  visit: string;
  photo: Photo;
  edit: EditVisit;
  whyNot: string | undefined;
  onClose: () => void;
}

function PhotoDialog({ visit, photo: { id, ...photo }, edit, whyNot, onClose }: PhotoDialogProps) {
  const now = useNow(60_000);
  const [tries, setTries] = useState(0);
  const { url, fault } = usePhoto(visit, id, { small: false, askedAgain: tries });
  const typed = useTyped(`caption.${id}`);
  const caption = typed.text ?? photo.caption;
  const close = () => {
    typed.set(undefined);
    onClose();
  };
  const keep = async () => {
    const changed = caption.trim() !== photo.caption;
    if (
      changed &&
      !(await edit('Caption changed', { photos: { [id]: { ...photo, caption: caption.trim() } } }))
    )
      return;
    close();
  };
  const remove = async () => {
    if (await edit('Photo removed', { photos: { [id]: null } })) close();
  };
  const { place } = photo;
  return (
    <Dialog title={photo.caption || 'Photo'} wide="very" onClose={close}>
      <div className="mt-3 flex min-h-40 items-center justify-center bg-hover">
        {url ? (
          <img src={url} alt={photo.caption || 'Photo'} className="max-h-[56vh] max-w-full object-contain" />
        ) : null}
        {fault ? (
          <div role="alert" className="p-4 text-center text-muted">
            <p>{fault}</p>
            <Button className="mt-2" onPress={() => setTries(tries + 1)}>
              Fetch again
            </Button>
          </div>
        ) : null}
      </div>
      <p className="mt-2 mb-3 text-sm text-muted">
        {photo.by}, {moment(photo.takenAt, now)} · {photo.width} × {photo.height}
        {place ? ` · taken at ${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}` : ''}
      </p>
      {whyNot ? (
        <p className="text-muted">{whyNot}</p>
      ) : (
        <TextField label="Caption" name="caption" optional value={caption} onChange={typed.set} />
      )}
      <DialogActions
        aside={
          <Button look="danger" whyNot={whyNot} onPress={() => void remove()}>
            Remove photo
          </Button>
        }
        cancel={<Button onPress={close}>Close</Button>}
        verb={
          <Button look="primary" whyNot={whyNot} onPress={() => void keep()}>
            Keep caption
          </Button>
        }
      />
    </Dialog>
  );
}
