import { useRef, useState, type ReactNode } from 'react';
import { ownColor, readableOn } from '../../common/domain/brand-colors.ts';
import { Button } from './Button.tsx';
import { LabelLine } from './fields.tsx';
import { textOf, useForm } from './form.ts';
import { FormField } from './form-fields.tsx';
import { logoFromFile } from './logo.ts';

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

interface LookHeadProps {
  look: Pick<Look, 'name' | 'logo' | 'primaryColor'>;
  /** What stands below the name, smaller. */
  below: string;
  children?: ReactNode;
}

/** The bar, logo and name that a look begins with; without a logo the name's first letter stands there. */
export function LookHead({ look, below, children }: LookHeadProps) {
  const primary = colorOr(look.primaryColor, ownColor);
  const { name, logo } = look;
  return (
    <>
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
          <span className="block truncate text-sm text-muted">{below}</span>
        </span>
        {children}
      </div>
    </>
  );
}

/** The head of a page in a look. */
export function PagePreview({ look, caption }: { look: Look; caption: string }) {
  const accent = colorOr(look.accentColor, colorOr(look.primaryColor, ownColor));
  return (
    <figure className="overflow-hidden rounded-card border border-line">
      <LookHead look={look} below={look.serviceDomain || 'service domain'}>
        <span
          className="rounded-box px-2.5 py-1 text-sm font-strong forced-color-adjust-none"
          style={{ background: accent, color: readableOn(accent) }}
        >
          Sign in
        </span>
      </LookHead>
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
      <LabelLine optional>
        <p id="logo-label" className="font-strong">
          Logo
        </p>
      </LabelLine>
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
