#include "executor/functions/math/unit_tables.hpp"

#include <array>
#include <numbers>

// Legal definitions of the units (BIPM SI brochure, NIST Special Publication 811) but for the acre-foot, which Kusto
// takes rounded.

namespace kelpie::executor {

namespace {

constexpr double inch = 0.0254, foot = 0.3048, yard = 0.9144, mile = 1609.344, survey_foot = 1200.0 / 3937;
constexpr double parsec = 3.0856775814913673e16, light_year = 9.4607304725808e15;
constexpr double pound = 0.45359237, gravity = 9.80665, btu = 1055.05585262, electron_volt = 1.602176634e-19;
constexpr double therm_ec = 1.05505585262e8, therm_imperial = 1.05505585257348e8, therm_us = 1.054804e8;
constexpr double us_gallon = 0.003785411784, imperial_gallon = 0.00454609, cubic_foot = foot * foot * foot;
constexpr double degree_per_radian = 180 / std::numbers::pi;

// clang-format off
constexpr std::array angle{  // degrees
    Unit{"Arcminute", 1.0 / 60}, Unit{"Arcsecond", 1.0 / 3600}, Unit{"Centiradian", 1e-2 * degree_per_radian},
    Unit{"Deciradian", 1e-1 * degree_per_radian}, Unit{"Degree"}, Unit{"Gradian", 0.9}, Unit{"Microdegree", 1e-6},
    Unit{"Microradian", 1e-6 * degree_per_radian}, Unit{"Millidegree", 1e-3}, Unit{"Milliradian", 1e-3 * degree_per_radian},
    Unit{"Nanodegree", 1e-9}, Unit{"Nanoradian", 1e-9 * degree_per_radian}, Unit{"NatoMil", 360.0 / 6400},
    Unit{"Radian", degree_per_radian}, Unit{"Revolution", 360}};

constexpr std::array energy{  // joules
    Unit{"BritishThermalUnit", btu}, Unit{"Calorie", 4.184}, Unit{"DecathermEc", 10 * therm_ec},
    Unit{"DecathermImperial", 10 * therm_imperial}, Unit{"DecathermUs", 10 * therm_us}, Unit{"ElectronVolt", electron_volt}, Unit{"Erg", 1e-7},
    Unit{"FootPound", 1.3558179483314004}, Unit{"GigabritishThermalUnit", 1e9 * btu}, Unit{"GigaelectronVolt", 1e9 * electron_volt},
    Unit{"Gigajoule", 1e9}, Unit{"GigawattDay", 8.64e13}, Unit{"GigawattHour", 3.6e12}, Unit{"HorsepowerHour", 2.6845195376961730e6},
    Unit{"Joule"}, Unit{"KilobritishThermalUnit", 1e3 * btu}, Unit{"Kilocalorie", 4184}, Unit{"KiloelectronVolt", 1e3 * electron_volt},
    Unit{"Kilojoule", 1e3}, Unit{"KilowattDay", 8.64e7}, Unit{"KilowattHour", 3.6e6}, Unit{"MegabritishThermalUnit", 1e6 * btu},
    Unit{"Megacalorie", 4.184e6}, Unit{"MegaelectronVolt", 1e6 * electron_volt}, Unit{"Megajoule", 1e6}, Unit{"MegawattDay", 8.64e10},
    Unit{"MegawattHour", 3.6e9}, Unit{"Millijoule", 1e-3}, Unit{"TeraelectronVolt", 1e12 * electron_volt}, Unit{"TerawattDay", 8.64e16},
    Unit{"TerawattHour", 3.6e15}, Unit{"ThermEc", therm_ec}, Unit{"ThermImperial", therm_imperial}, Unit{"ThermUs", therm_us},
    Unit{"WattDay", 86400}, Unit{"WattHour", 3600}};

constexpr std::array force{  // newtons
    Unit{"Decanewton", 10}, Unit{"Dyn", 1e-5}, Unit{"KiloPond", gravity}, Unit{"KilogramForce", gravity}, Unit{"Kilonewton", 1e3},
    Unit{"KilopoundForce", 1e3 * pound * gravity}, Unit{"Meganewton", 1e6}, Unit{"Micronewton", 1e-6}, Unit{"Millinewton", 1e-3},
    Unit{"Newton"}, Unit{"OunceForce", pound * gravity / 16}, Unit{"PoundForce", pound * gravity}, Unit{"Poundal", pound * foot},
    Unit{"ShortTonForce", 2000 * pound * gravity}, Unit{"TonneForce", 1e3 * gravity}};

constexpr std::array length{  // metres
    Unit{"Angstrom", 1e-10}, Unit{"AstronomicalUnit", 1.495978707e11}, Unit{"Centimeter", 1e-2}, Unit{"Chain", 20.1168},
    Unit{"DataMile", 1828.8}, Unit{"Decameter", 10}, Unit{"Decimeter", 1e-1}, Unit{"DtpPica", inch / 6}, Unit{"DtpPoint", inch / 72},
    Unit{"Fathom", 1.8288}, Unit{"Foot", foot}, Unit{"Hand", 0.1016}, Unit{"Hectometer", 100}, Unit{"Inch", inch},
    Unit{"KilolightYear", 1e3 * light_year}, Unit{"Kilometer", 1e3}, Unit{"Kiloparsec", 1e3 * parsec}, Unit{"LightYear", light_year},
    Unit{"MegalightYear", 1e6 * light_year}, Unit{"Megaparsec", 1e6 * parsec}, Unit{"Meter"}, Unit{"Microinch", 1e-6 * inch},
    Unit{"Micrometer", 1e-6}, Unit{"Mil", 1e-3 * inch}, Unit{"Mile", mile}, Unit{"Millimeter", 1e-3}, Unit{"Nanometer", 1e-9},
    Unit{"NauticalMile", 1852}, Unit{"Parsec", parsec}, Unit{"PrinterPica", 12 * inch / 72.27}, Unit{"PrinterPoint", inch / 72.27},
    Unit{"Shackle", 27.432}, Unit{"SolarRadius", 6.957e8}, Unit{"Twip", inch / 1440}, Unit{"UsSurveyFoot", survey_foot}, Unit{"Yard", yard}};

constexpr std::array mass{  // kilograms
    Unit{"Centigram", 1e-5}, Unit{"Decagram", 1e-2}, Unit{"Decigram", 1e-4}, Unit{"EarthMass", 5.9722e24}, Unit{"Grain", 6.479891e-5},
    Unit{"Gram", 1e-3}, Unit{"Hectogram", 1e-1}, Unit{"Kilogram"}, Unit{"Kilopound", 1e3 * pound}, Unit{"Kilotonne", 1e6},
    Unit{"LongHundredweight", 112 * pound}, Unit{"LongTon", 2240 * pound}, Unit{"Megapound", 1e6 * pound}, Unit{"Megatonne", 1e9},
    Unit{"Microgram", 1e-9}, Unit{"Milligram", 1e-6}, Unit{"Nanogram", 1e-12}, Unit{"Ounce", pound / 16}, Unit{"Pound", pound},
    Unit{"ShortHundredweight", 100 * pound}, Unit{"ShortTon", 2000 * pound}, Unit{"Slug", pound * gravity / foot},
    Unit{"SolarMass", 1.98847e30}, Unit{"Stone", 14 * pound}, Unit{"Tonne", 1e3}};

constexpr std::array speed{  // metres a second
    Unit{"CentimeterPerHour", 1e-2 / 3600}, Unit{"CentimeterPerMinute", 1e-2 / 60}, Unit{"CentimeterPerSecond", 1e-2},
    Unit{"DecimeterPerMinute", 1e-1 / 60}, Unit{"DecimeterPerSecond", 1e-1}, Unit{"FootPerHour", foot / 3600}, Unit{"FootPerMinute", foot / 60},
    Unit{"FootPerSecond", foot}, Unit{"InchPerHour", inch / 3600}, Unit{"InchPerMinute", inch / 60}, Unit{"InchPerSecond", inch},
    Unit{"KilometerPerHour", 1e3 / 3600}, Unit{"KilometerPerMinute", 1e3 / 60}, Unit{"KilometerPerSecond", 1e3}, Unit{"Knot", 1852.0 / 3600},
    Unit{"MeterPerHour", 1.0 / 3600}, Unit{"MeterPerMinute", 1.0 / 60}, Unit{"MeterPerSecond"}, Unit{"MicrometerPerMinute", 1e-6 / 60},
    Unit{"MicrometerPerSecond", 1e-6}, Unit{"MilePerHour", mile / 3600}, Unit{"MillimeterPerHour", 1e-3 / 3600},
    Unit{"MillimeterPerMinute", 1e-3 / 60}, Unit{"MillimeterPerSecond", 1e-3}, Unit{"NanometerPerMinute", 1e-9 / 60},
    Unit{"NanometerPerSecond", 1e-9}, Unit{"UsSurveyFootPerHour", survey_foot / 3600}, Unit{"UsSurveyFootPerMinute", survey_foot / 60},
    Unit{"UsSurveyFootPerSecond", survey_foot}, Unit{"YardPerHour", yard / 3600}, Unit{"YardPerMinute", yard / 60}, Unit{"YardPerSecond", yard}};

constexpr std::array temperature{  // kelvins
    Unit{"DegreeCelsius", 1, 273.15}, Unit{"DegreeDelisle", -2.0 / 3, 373.15}, Unit{"DegreeFahrenheit", 5.0 / 9, 459.67 * 5 / 9},
    Unit{"DegreeNewton", 100.0 / 33, 273.15}, Unit{"DegreeRankine", 5.0 / 9}, Unit{"DegreeReaumur", 5.0 / 4, 273.15},
    Unit{"DegreeRoemer", 40.0 / 21, 273.15 - 7.5 * 40 / 21}, Unit{"Kelvin"}, Unit{"MillidegreeCelsius", 1e-3, 273.15},
    Unit{"SolarTemperature", 5778}};

constexpr std::array volume{  // cubic metres
    Unit{"AcreFoot", 1 / 0.000810714}, Unit{"AuTablespoon", 2e-5}, Unit{"BoardFoot", cubic_foot / 12}, Unit{"Centiliter", 1e-5},
    Unit{"CubicCentimeter", 1e-6}, Unit{"CubicDecimeter", 1e-3}, Unit{"CubicFoot", cubic_foot}, Unit{"CubicHectometer", 1e6},
    Unit{"CubicInch", inch * inch * inch}, Unit{"CubicKilometer", 1e9}, Unit{"CubicMeter"}, Unit{"CubicMicrometer", 1e-18},
    Unit{"CubicMile", mile * mile * mile}, Unit{"CubicMillimeter", 1e-9}, Unit{"CubicYard", yard * yard * yard}, Unit{"Decaliter", 1e-2},
    Unit{"DecausGallon", 10 * us_gallon}, Unit{"Deciliter", 1e-4}, Unit{"DeciusGallon", us_gallon / 10}, Unit{"HectocubicFoot", 100 * cubic_foot},
    Unit{"HectocubicMeter", 100}, Unit{"Hectoliter", 1e-1}, Unit{"HectousGallon", 100 * us_gallon}, Unit{"ImperialBeerBarrel", 36 * imperial_gallon},
    Unit{"ImperialGallon", imperial_gallon}, Unit{"ImperialOunce", imperial_gallon / 160}, Unit{"ImperialPint", imperial_gallon / 8},
    Unit{"KilocubicFoot", 1e3 * cubic_foot}, Unit{"KilocubicMeter", 1e3}, Unit{"KiloimperialGallon", 1e3 * imperial_gallon}, Unit{"Kiloliter", 1},
    Unit{"KilousGallon", 1e3 * us_gallon}, Unit{"Liter", 1e-3}, Unit{"MegacubicFoot", 1e6 * cubic_foot},
    Unit{"MegaimperialGallon", 1e6 * imperial_gallon}, Unit{"Megaliter", 1e3}, Unit{"MegausGallon", 1e6 * us_gallon}, Unit{"MetricCup", 2.5e-4},
    Unit{"MetricTeaspoon", 5e-6}, Unit{"Microliter", 1e-9}, Unit{"Milliliter", 1e-6}, Unit{"OilBarrel", 42 * us_gallon},
    Unit{"UkTablespoon", 1.5e-5}, Unit{"UsBeerBarrel", 31 * us_gallon}, Unit{"UsCustomaryCup", us_gallon / 16}, Unit{"UsGallon", us_gallon},
    Unit{"UsLegalCup", 2.4e-4}, Unit{"UsOunce", us_gallon / 128}, Unit{"UsPint", us_gallon / 8}, Unit{"UsQuart", us_gallon / 4},
    Unit{"UsTablespoon", us_gallon / 256}, Unit{"UsTeaspoon", us_gallon / 768}};
// clang-format on

constexpr std::array quantities{
    Quantity{"convert_angle", "an angle", "Degree", "Radian", angle},
    Quantity{"convert_energy", "an energy", "Joule", "WattHour", energy},
    Quantity{"convert_force", "a force", "Newton", "PoundForce", force},
    Quantity{"convert_length", "a length", "Meter", "Foot", length},
    Quantity{"convert_mass", "a mass", "Kilogram", "Pound", mass},
    Quantity{"convert_speed", "a speed", "MeterPerSecond", "Knot", speed},
    Quantity{"convert_temperature", "a temperature", "DegreeCelsius", "Kelvin", temperature},
    Quantity{"convert_volume", "a volume", "CubicMeter", "UsGallon", volume}};

}  // namespace

std::span<const Quantity> linear_quantities() { return quantities; }

}  // namespace kelpie::executor
