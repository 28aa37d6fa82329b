import { permute } from './identifiers.js';

/** Given names that are common in the United States, from several communities. */
const firstNames = words(`
  Aaliyah Aaron Abigail Adrian Aisha Alana Alejandro Alexis Alicia Amara Amelia Amir Ana Andre Angela Anika Anthony Ariana
  Arjun Ashley Austin Ava Beatriz Benjamin Bianca Brandon Brianna Brooke Caleb Camila Carlos Caroline Carter Celeste Chloe
  Christian Claire Cole Connor Daniela Darius David Deja Derek Destiny Diego Dominic Dylan Eleanor Eli Elijah Emilia Emma
  Eric Esther Ethan Evelyn Fatima Felix Gabriel Gianna Grace Hannah Harper Hassan Hazel Henry Imani Isaac Isabel Ivan Jada
  Jaden Jamal Jasmine Javier Jenna Joanna Jocelyn Jonah Jordan Julian Kaitlyn Kayla Keisha Kenji Kevin Khalil Laila Lauren
  Leah Levi Liam Lucas Lucia Luis Mackenzie Malik Marcus Maria Mateo Maya Mei Micah Miguel Mila Mohammed Naomi Natalie Nia
  Noah Nora Olivia Omar Owen Paige Patrick Priya Rachel Rafael Riley Rosa Ruben Ryan Sadie Samir Sasha Sean Serena Sierra
  Sofia Stella Tariq Tessa Theo Trevor Tyler Valeria Vivian Wesley Xavier Yara Yusuf Zachary Zoe
`);

/** Family names that are common in the United States. */
const lastNames = words(`
  Abbott Acosta Adeyemi Aguilar Ahmed Alvarado Anderson Andrews Armstrong Baker Baldwin Banks Barnes Barrett Bauer Bell
  Bennett Bishop Blair Booker Bowman Bradley Brennan Briggs Brooks Bryant Burgess Burke Bush Byrd Cabrera Caldwell Campbell
  Cardenas Carlson Carroll Castillo Chambers Chang Chavez Chen Cho Choi Clark Coleman Collins Conway Cooper Cortez Craig
  Crawford Cruz Cunningham Curry Daniels Davenport Delgado Desai Diaz Dixon Donovan Douglas Doyle Dunn Eaton Edwards Elliott
  Ellis Espinoza Evans Farrell Fields Fischer Fitzgerald Fleming Fletcher Flores Flynn Foster Fox Franklin Freeman Fuentes
  Gallagher Garcia Gibson Goldberg Gomez Grant Greene Griffin Guerrero Gupta Guzman Hale Hansen Harmon Harper Hayes Henderson
  Hernandez Hicks Hoffman Holland Holloway Howard Hughes Hunter Hussain Ibarra Iyer Jacobs Jensen Jimenez Johnston Kaplan Kelly
  Kennedy Khan Kim Klein Kowalski Lambert Larson Lawrence Le Leonard Lewis Li Lopez Lowe Lucas Lynch Maldonado Mann Marsh
  Martinez Mason McBride McCarthy McDonald Medina Mehta Mendoza Meyer Miller Mitchell Molina Montgomery Morales Moreno Morris
  Moss Mueller Murphy Murray Nash Navarro Nelson Newman Nguyen Norris Novak O'Brien Okafor Olson Ortega Ortiz Osborne Owens
  Padilla Park Patel Pearson Peña Perez Perkins Pham Phillips Pierce Porter Powell Price Quinn Ramirez Ramsey Reed Reyes
  Reynolds Rhodes Rivera Roberts Robinson Rogers Romero Rosario Ross Russo Ryan Salazar Sanchez Sanders Santiago Santos Schmidt
  Schneider Schultz Scott Shah Sharma Shaw Silva Simmons Singh Snyder Soto Spencer Stevens Stewart Sullivan Sutton Swanson
  Tanaka Taylor Thomas Torres Tran Tucker Turner Valdez Vargas Vasquez Vega Wagner Walker Wallace Walsh Ward Warren Watkins
  Weaver Webb Weber West Wheeler White Williams Wilson Wong Wright Wu Yang Young Zhang Zimmerman
`);

const pairs = firstNames.length * lastNames.length;

/** A generated person. `round` counts how often all pairs of names were used before this one. */
export interface GeneratedName {
  readonly firstName: string;
  readonly lastName: string;
  readonly round: number;
}

/** The `ordinal`th name of a seed. Within a round no first and last name come together twice. */
export function generatedName(seed: number, ordinal: number): GeneratedName {
  const index = ((seed % pairs) * 613 + ordinal) % pairs;
  const number = permute(index, [firstNames.length, lastNames.length]);
  return {
    firstName: firstNames[Math.floor(number / lastNames.length)] ?? '',
    lastName: lastNames[number % lastNames.length] ?? '',
    round: Math.floor(ordinal / pairs),
  };
}

/** The `ordinal`th family name of a seed, with the number of times that all of them were used before. */
export function generatedFamily(
  seed: number,
  ordinal: number,
): Pick<GeneratedName, 'lastName' | 'round'> {
  const { length } = lastNames;
  const lastName = lastNames[((seed % length) + 97 * ordinal) % length] ?? '';
  return { lastName, round: Math.floor(ordinal / length) };
}

/** Splits a text into its words. */
export function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
