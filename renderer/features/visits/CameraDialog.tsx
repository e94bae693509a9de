import { useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { Callout } from '../../ui/states.tsx';

interface CameraDialogProps {
  onClose: () => void;
  onTaken: (file: File) => void;
}

/** Takes photos with the computer's camera, which is on only while this is open. */
export function CameraDialog({ onClose, onTaken }: CameraDialogProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<'starting' | 'on' | { fault: string }>('starting');
  const [taken, setTaken] = useState(0);
  useEffect(() => {
    let stream: MediaStream | null = null;
    let isHere = true;
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    const wanted = { video: { facingMode: 'environment', width: { ideal: 2560 } } };
    void navigator.mediaDevices.getUserMedia(wanted).then(
      (given) => {
        stream = given;
        if (!isHere) return stop();
        if (video.current) video.current.srcObject = given;
        setState('on');
      },
      (thrown: unknown) => {
        if (isHere) setState({ fault: faultOf(thrown) });
      },
    );
    return () => {
      isHere = false;
      stop();
    };
  }, []);
  const take = async () => {
    const picture = video.current;
    if (!picture || picture.videoWidth === 0) return;
    const canvas = new OffscreenCanvas(picture.videoWidth, picture.videoHeight);
    canvas.getContext('2d')?.drawImage(picture, 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
    onTaken(new File([blob], 'Photo', { lastModified: Date.now() }));
    setTaken((count) => count + 1);
  };
  return (
    <Dialog title="Take photo" wide="very" onClose={onClose}>
      <div className="mt-3">
        {typeof state === 'object' ? (
          <Callout tone="bad" role="alert">
            {state.fault}
          </Callout>
        ) : (
          <video
            ref={video}
            autoPlay
            muted
            playsInline
            aria-label="What the camera sees"
            className="max-h-[60vh] min-h-40 w-full bg-hover object-contain"
          />
        )}
      </div>
      <p role="status" className="mt-2 text-sm text-muted">
        {taken > 0 ? `${taken} taken` : state === 'starting' ? 'The camera starts…' : ''}
      </p>
      <DialogActions
        cancel={<Button onPress={onClose}>Close</Button>}
        verb={
          <Button
            look="primary"
            whyNot={state === 'on' ? undefined : 'The camera isn’t on.'}
            onPress={() => void take()}
          >
            Take photo
          </Button>
        }
      />
    </Dialog>
  );
}

function faultOf(thrown: unknown): string {
  const name = thrown instanceof DOMException ? thrown.name : '';
  if (name === 'NotFoundError' || name === 'OverconstrainedError')
    return 'This computer has no camera that can be used. Add photos from files.';
  if (name === 'NotAllowedError')
    return 'The system doesn’t let Switchyard use the camera. Allow it in the system’s settings, or add photos from files.';
  return 'The camera can’t be started; another program may be using it. Close that, or add photos from files.';
}
