import type { OnboardingLinkRow } from '../../../common/contract/onboarding.ts';
import { minimalGrants } from '../../../common/domain/entities.ts';
import { grantWords } from '../../../common/domain/grant-words.ts';
import { joinWords } from '../../../common/domain/join-words.ts';
import { ownColor, readableOn } from '../../../common/domain/brand-colors.ts';
import { useView } from '../../app/store.ts';

/** What the customer will see behind a link, in small: the brand's name, logo and colours. It needs no network. */
export function LinkPreview({ brand }: { brand: OnboardingLinkRow['brand'] }) {
  const own = useView((view) => view.start?.workspace?.name);
  const name = brand?.name ?? own ?? '';
  const color = brand?.primaryColor || ownColor;
  const onBrand = { background: color, color: readableOn(color) };
  return (
    <figure aria-label={`The page of ${name}, as a customer sees it`} className="max-w-[300px]">
      <div
        aria-hidden
        className="overflow-hidden rounded-box border border-line bg-[#f4f5f7] text-[11px] text-[#1c2330] forced-color-adjust-none"
      >
        <div className="flex items-center gap-2 px-3 py-2 font-strong" style={onBrand}>
          {brand?.logo ? <img src={brand.logo} alt="" className="max-h-5 max-w-20" /> : null}
          <bdi className="truncate">{name}</bdi>
        </div>
        <div className="p-3">
          <p className="mb-1.5 text-[13px] font-strong">
            Sign up with <bdi>{name}</bdi>
          </p>
          <p className="mb-1.5">{joinWords.intro}</p>
          <div className="flex flex-col gap-1.5 rounded-box bg-[#fff] p-2.5">
            {joinWords.fields.map(({ label, hint }) => (
              <div key={label}>
                <p>{label}</p>
                <div className="h-4 rounded-[3px] border border-[#767f8f]" />
                {hint ? <p className="text-[10px] text-[#5a6372]">{hint}</p> : null}
              </div>
            ))}
            <span className="mt-0.5 self-start rounded-[4px] px-2 py-0.5 font-strong" style={onBrand}>
              Sign up
            </span>
          </div>
          <p className="mt-2 mb-0.5 font-strong">{joinWords.rights}</p>
          <ul className="list-disc pl-4">
            {minimalGrants.map((name) => (
              <li key={name}>
                <span className="font-strong">{grantWords[name].title}</span>: {grantWords[name].own}
              </li>
            ))}
          </ul>
          <p className="mt-1">{joinWords.more}</p>
        </div>
      </div>
    </figure>
  );
}
