// Districts and wards that families can search near.
import { readFileSync } from "node:fs";

export interface Place {
  name: string;
  latitudeDegrees: number;
  longitudeDegrees: number;
}

/** Reads `name,kind,latitude,longitude`, a line for each place. */
export function readPlaces(file: string): Place[] {
  const [, ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  return lines.map((line) => {
    const [name = "", , latitude, longitude] = line.split(",");
    const place = { name, latitudeDegrees: Number(latitude), longitudeDegrees: Number(longitude) };
    if (!name || Number.isNaN(place.latitudeDegrees + place.longitudeDegrees)) throw new Error(`${file} has a line that is no place`);
    return place;
  });
}
