import { SeededRandom } from '../../src/lib/seeded-random.js';

const firstNames =
  `Alicia Amir Anika Beatriz Caleb Camila Carlos Claire Daniela Diego Eleanor Elias Emma Felix Grace Hannah
Hassan Isabel Ivan Jada Javier Joanna Jonah Kayla Kenji Laila Leah Liam Lucia Malik Maya Mei Miguel Naomi Nora Omar Paige Priya
Rachel Rafael Rosa Samir Serena Sofia Tariq Tessa Theo Vivian Wesley Zoe`.split(/\s+/);
const lastNames =
  `Acosta Adeyemi Ahmed Baker Barnes Bennett Bishop Brooks Cabrera Campbell Castillo Chen Clark Cruz Delgado Desai
Diaz Dixon Edwards Ellis Evans Fischer Flores Foster Garcia Gibson Grant Gupta Hansen Hayes Hughes Iyer Jacobs Kaplan Kim Kowalski
Lambert Lopez Martinez Mehta Meyer Morales Nguyen Okafor Park Patel Reyes Rivera Shah Silva Tanaka Torres Walsh Wong`.split(
    /\s+/,
  );

/** Draws the name of a person besides the seeded ones; `number` counts those of a sandbox. */
export function additionalPerson(seed: number, number: number) {
  const random = new SeededRandom(seed, 'additional people', number);
  return { firstName: random.pick(firstNames), lastName: random.pick(lastNames) };
}
