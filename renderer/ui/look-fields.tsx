import { useRef, useState } from 'react';
import { Button } from './Button.tsx';
import { textOf, useForm } from './form.ts';
import { FormField } from './form-fields.tsx';
import { logoFromFile } from './logo.ts';

const ownColor = '#2f5bea';

/** A colour, or another one while it’s none. */
function colorOr(text: string, otherwise: string): string {
  return /^#[0-9a-f]{6}$/i.test(text) ? text : otherwise;
}

/** What is shown in the look of a brand or of a customer. Colours are `#rrggbb`; what isn't one yet is shown as the product's own. */
export interface Look {
  name: string;
  logo: string;
  primaryColor: string;
  accentColor: string;
  serviceDomain: string;
}

/** The head of a page in a look. */
export function PagePreview({ look, caption }: { look: Look; caption: string }) {
  const primary = colorOr(look.primaryColor, ownColor);
  const accent = colorOr(look.accentColor, primary);
  const { name, logo } = look;
  const domain = look.serviceDomain || 'service domain';
  return (
    <figure className="overflow-hidden rounded-card border border-line">
      <div className="h-1.5 forced-color-adjust-none" style={{ background: primary }} />
      <div className="flex items-center gap-3 bg-surface px-4 py-3">
        {logo ? (
          <img src={logo} alt="Logo" className="max-h-9 max-w-28 object-contain" />
        ) : (
          <span
            aria-hidden
            className="grid size-9 place-items-center rounded-box text-lg font-strong forced-color-adjust-none"
            style={{ background: primary, color: readableOn(primary) }}
          >
            {[...name][0]?.toUpperCase()}
          </span>
        )}
        <span className="min-w-0 flex-1">
          <span className="block truncate font-strong">{name}</span>
          <span className="block truncate text-sm text-muted">{domain}</span>
        </span>
        <span
          className="rounded-box px-2.5 py-1 text-sm font-strong forced-color-adjust-none"
          style={{ background: accent, color: readableOn(accent) }}
        >
          Sign in
        </span>
      </div>
      <figcaption className="border-t border-line-soft bg-bg px-4 py-1 text-sm text-muted">
        {caption}
      </figcaption>
    </figure>
  );
}

/** A brand’s colour, or the product’s own while it has none. */
export function shownColor(color: string): string {
  return colorOr(color, ownColor);
}

/** Black or white, whichever can be read on a colour (WCAG 2.2 relative luminance). */
export function readableOn(color: string): string {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const light = 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
  return light > 0.179 ? '#000000' : '#ffffff';
}

/** A colour, typed or picked. */
export function ColorField({ path, label }: { path: string; label: string }) {
  const { values, set } = useForm();
  return (
    <div className="relative">
      <FormField path={path} label={label} placeholder={ownColor} />
      <input
        type="color"
        aria-label={`Pick the ${label.toLowerCase()}`}
        value={colorOr(textOf(values, path), ownColor)}
        onChange={(event) => set(path, event.target.value)}
        className="absolute top-[27px] right-1.5 size-[22px] rounded-[4px] border border-line bg-transparent p-0.5"
      />
    </div>
  );
}

/** A picture that’s made as small as a logo has to be. */
export function LogoField({ path }: { path: string }) {
  const { values, faults, set } = useForm();
  const [fault, setFault] = useState<string | undefined>();
  const picker = useRef<HTMLInputElement>(null);
  const logo = textOf(values, path);
  const take = async (file: File | undefined) => {
    if (!file) return;
    const made = await logoFromFile(file);
    if ('fault' in made) setFault(made.fault);
    else {
      setFault(undefined);
      set(path, made.logo);
    }
  };
  const shown = fault ?? faults[path];
  return (
    <div role="group" aria-labelledby="logo-label">
      <p id="logo-label" className="mb-1 font-strong">
        Logo
      </p>
      <div className="flex items-center gap-2" data-field={path} tabIndex={-1}>
        <input
          ref={picker}
          type="file"
          accept="image/png,image/jpeg,image/gif,image/webp"
          aria-label="Logo file"
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            void take(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
        <Button onPress={() => picker.current?.click()}>
          {logo ? 'Choose another…' : 'Choose a picture…'}
        </Button>
        {logo ? (
          <Button look="quiet" onPress={() => set(path, '')}>
            Remove logo
          </Button>
        ) : (
          <span className="text-muted">PNG, JPEG, GIF or WebP; made smaller where needed</span>
        )}
      </div>
      {shown ? (
        <p role="alert" className="mt-1 text-sm text-bad">
          {shown}
        </p>
      ) : null}
    </div>
  );
}
