import { useRef, useState } from 'react';
import { BrandField } from '../../ui/BrandField.tsx';
import { Button } from '../../ui/Button.tsx';
import { textOf, useForm } from '../../ui/form.ts';
import { FormField } from '../../ui/form-fields.tsx';
import { logoFromFile } from './logo.ts';

/** How the customer looks to its own people, with a preview. Which brand it belongs to is another thing. */
export function RebrandStep() {
  return (
    <>
      <Preview />
      <FormField
        path="rebrand.displayName"
        label="Display name"
        hint="In place of the customer name, on what its people see"
      />
      <LogoField />
      <div className="grid grid-cols-2 gap-3">
        <ColorField path="rebrand.primaryColor" label="Primary colour" />
        <ColorField path="rebrand.accentColor" label="Accent colour" />
      </div>
      <FormField path="rebrand.serviceDomain" label="Service domain" placeholder="portal.riverside.example" />
      <FormField path="rebrand.replyTo" label="Reply-to address" type="email" />
      <BrandField hint="Decides who can see the customer, not how it looks" />
    </>
  );
}

function colorOr(text: string, otherwise: string): string {
  return /^#[0-9a-f]{6}$/i.test(text) ? text : otherwise;
}

function Preview() {
  const { values } = useForm();
  const primary = colorOr(textOf(values, 'rebrand.primaryColor'), '#2f5bea');
  const accent = colorOr(textOf(values, 'rebrand.accentColor'), primary);
  const name =
    textOf(values, 'rebrand.displayName').trim() || textOf(values, 'name').trim() || 'Customer name';
  const logo = textOf(values, 'rebrand.logo');
  const domain = textOf(values, 'rebrand.serviceDomain').trim() || 'service domain';
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
        Preview of what the customer’s people see
      </figcaption>
    </figure>
  );
}

/** Black or white, whichever can be read on a colour (WCAG 2.2 relative luminance). */
function readableOn(color: string): string {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const light = 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
  return light > 0.179 ? '#000000' : '#ffffff';
}

function ColorField({ path, label }: { path: string; label: string }) {
  const { values, set } = useForm();
  return (
    <div className="relative">
      <FormField path={path} label={label} placeholder="#2f5bea" />
      <input
        type="color"
        aria-label={`Pick the ${label.toLowerCase()}`}
        value={colorOr(textOf(values, path), '#2f5bea')}
        onChange={(event) => set(path, event.target.value)}
        className="absolute top-[27px] right-1.5 size-[22px] rounded-[4px] border border-line bg-transparent p-0.5"
      />
    </div>
  );
}

function LogoField() {
  const { values, faults, set } = useForm();
  const [fault, setFault] = useState<string | undefined>();
  const picker = useRef<HTMLInputElement>(null);
  const logo = textOf(values, 'rebrand.logo');
  const take = async (file: File | undefined) => {
    if (!file) return;
    const made = await logoFromFile(file);
    if ('fault' in made) setFault(made.fault);
    else {
      setFault(undefined);
      set('rebrand.logo', made.logo);
    }
  };
  const shown = fault ?? faults['rebrand.logo'];
  return (
    <div role="group" aria-labelledby="logo-label">
      <p id="logo-label" className="mb-1 font-strong">
        Logo
      </p>
      <div className="flex items-center gap-2" data-field="rebrand.logo" tabIndex={-1}>
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
          <Button look="quiet" onPress={() => set('rebrand.logo', '')}>
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
