import type { OnboardingLinkRow } from '../../../common/contract/onboarding.ts';
import { ownColor, readableOn } from '../../../common/domain/brand-colors.ts';
import { useView } from '../../app/store.ts';

const fields = ['Company name', 'Your name', 'E-mail', 'Password', 'Password again'];

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
          <div className="flex flex-col gap-1.5 rounded-box bg-[#fff] p-2.5">
            {fields.map((field) => (
              <div key={field}>
                <p>{field}</p>
                <div className="h-4 rounded-[3px] border border-[#767f8f]" />
              </div>
            ))}
            <span className="mt-0.5 self-start rounded-[4px] px-2 py-0.5 font-strong" style={onBrand}>
              Sign up
            </span>
          </div>
        </div>
      </div>
    </figure>
  );
}
