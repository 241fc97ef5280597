import type { Random } from '../../load/random.ts';
import type { Definition } from './generator.ts';

const CITIES = `Alderton,Ashford,Bergen,Bristol,Brookfield,Cedar Falls,Clearwater,Dalton,Eastport,Elmsford,Fairview,
Glenwood,Granada,Greenville,Harborview,Hillcrest,Kingsport,Lakewood,Leeds,Lisbon,Lyon,Maplewood,Milton,Newport,Oakdale,
Oslo,Porto,Ravenna,Riverside,Salem,Seville,Springfield,Stanton,Turin,Utrecht,Vienna,Westbrook,Windsor,Winterthur,York`
  .split(',')
  .map((city) => city.trim());

const STREETS =
  `Acorn Birch Bridge Canal Cedar Chapel Church Elm Forest Garden Harbour Hill Juniper King Lake Linden Maple
Market Meadow Mill Oak Orchard Park Pine Queen River School Spring Station Sunset Walnut Willow`.split(/\s+/);

const STREET_KINDS = ['Street', 'Avenue', 'Road', 'Lane', 'Drive', 'Way', 'Court', 'Place'];

const COUNTRIES: readonly (readonly [code: string, name: string])[] = `AR Argentina,AU Australia,AT Austria,BE Belgium,
BR Brazil,CA Canada,CL Chile,CN China,CZ Czechia,DK Denmark,EG Egypt,FI Finland,FR France,DE Germany,GR Greece,IN India,
ID Indonesia,IE Ireland,IT Italy,JP Japan,KE Kenya,MX Mexico,MA Morocco,NL Netherlands,NZ New Zealand,NO Norway,PE Peru,
PL Poland,PT Portugal,ZA South Africa,KR South Korea,ES Spain,SE Sweden,CH Switzerland,TR Türkiye,GB United Kingdom,
US United States,VN Vietnam`
  .split(',')
  .map((entry) => [entry.trim().slice(0, 2), entry.trim().slice(3)]);

export const placeGenerators: Readonly<Record<string, Definition>> = {
  street: { description: 'The name of a street.', generate: ({ random }) => street(random) },
  streetAddress: {
    description: "A house number and street, like '17 Cedar Lane'.",
    generate: ({ random }) => `${random.int(1, 999)} ${street(random)}`,
  },
  city: { description: 'The name of a town.', generate: ({ random }) => random.pick(CITIES) },
  zip: {
    description: 'A postal code of five digits, as text.',
    generate: ({ random }) => String(random.int(1, 99_999)).padStart(5, '0'),
  },
  country: { description: 'The English name of a country.', generate: ({ random }) => random.pick(COUNTRIES)[1] },
  countryCode: {
    description: 'The code of a country in two letters (ISO 3166).',
    generate: ({ random }) => random.pick(COUNTRIES)[0],
  },
  latitude: {
    description: 'Degrees from -90 to 90, with five decimals.',
    generate: ({ random }) => random.int(-9_000_000, 9_000_000) / 100_000,
  },
  longitude: {
    description: 'Degrees from -180 to 180, with five decimals.',
    generate: ({ random }) => random.int(-18_000_000, 18_000_000) / 100_000,
  },
};

function street(random: Random): string {
  return `${random.pick(STREETS)} ${random.pick(STREET_KINDS)}`;
}
