#include "generate/catalog.hpp"

namespace kelpie::generate::catalog {
namespace {

constexpr Place all_places[] = {
    {"Hamburg", "Hamburg", "DE", "53.55073", "9.99302", 260, 3320},
    {"Munich", "Bayern", "DE", "48.13743", "11.57549", 170, 8881},
    {"Leipzig", "Sachsen", "DE", "51.33962", "12.37129", 60, 3209},
    {"Cologne", "Nordrhein-Westfalen", "DE", "50.93333", "6.95", 45, 6805},
    {"Edinburgh", "Scotland", "GB", "55.95206", "-3.19648", 120, 2856},
    {"London", "England", "GB", "51.50853", "-0.12574", 110, 5089},
    {"Leeds", "England", "GB", "53.79648", "-1.54785", 30, 6871},
    {"Chicago", "Illinois", "US", "41.85003", "-87.65005", 140, 7922},
    {"Austin", "Texas", "US", "30.26715", "-97.74306", 90, 7018},
    {"Portland", "Oregon", "US", "45.52345", "-122.67621", 35, 20055},
    {"Newark", "New Jersey", "US", "40.73566", "-74.17237", 30, 701},
    {"Lyon", "Auvergne-Rhone-Alpes", "FR", "45.74846", "4.84671", 70, 3215},
    {"Nantes", "Pays de la Loire", "FR", "47.21725", "-1.55336", 20, 12322},
    {"Rotterdam", "Zuid-Holland", "NL", "51.9225", "4.47917", 55, 1136},
    {"Utrecht", "Utrecht", "NL", "52.09083", "5.12222", 20, 33915},
    {"Gothenburg", "Vastra Gotaland", "SE", "57.70716", "11.96679", 40, 3301},
    {"Aarhus", "Midtjylland", "DK", "56.15674", "10.21076", 20, 3292},
    {"Gda\u0144sk", "Pomorskie", "PL", "54.35227", "18.64912", 45, 5617},
    {"Brno", "Jihomoravsky", "CZ", "49.19522", "16.60796", 25, 5610},
    {"Z\u00fcrich", "Z\u00fcrich", "CH", "47.36667", "8.55", 30, 3303},
    {"Milan", "Lombardia", "IT", "45.46427", "9.18951", 25, 3269},
    {"Valencia", "Valencia", "ES", "39.46975", "-0.37739", 20, 3352},
    {"Porto", "Porto", "PT", "41.14961", "-8.61099", 12, 2860},
    {"Cork", "Munster", "IE", "51.89797", "-8.47061", 15, 5466},
    {"Pune", "Maharashtra", "IN", "18.51957", "73.85535", 90, 45609},
    {"Chennai", "Tamil Nadu", "IN", "13.08784", "80.27847", 35, 9829},
    {"Singapore", "Singapore", "SG", "1.28967", "103.85007", 25, 9506},
    {"Osaka", "Osaka", "JP", "34.69379", "135.50107", 20, 2516},
    {"Melbourne", "Victoria", "AU", "-37.814", "144.96332", 25, 1221},
    {"Toronto", "Ontario", "CA", "43.70011", "-79.4163", 30, 812},
    {"Monterrey", "Nuevo Leon", "MX", "25.67507", "-100.31847", 12, 8151},
    {"Campinas", "Sao Paulo", "BR", "-22.90556", "-47.06083", 15, 28573},
    {"Durban", "KwaZulu-Natal", "ZA", "-29.8579", "31.0292", 8, 37457},
    {"Nairobi", "Nairobi", "KE", "-1.28333", "36.81667", 4, 37061},
    {"Ashburn", "Virginia", "US", "39.04372", "-77.48749", 0, 14618},
    {"Frankfurt am Main", "Hessen", "DE", "50.11552", "8.68417", 0, 24940},
    {"Chisinau", "Chisinau", "MD", "47.00556", "28.8575", 0, 200019},
    {"Saint Petersburg", "Saint Petersburg", "RU", "59.93863", "30.31413", 0, 49505},
    {"Hanoi", "Ha Noi", "VN", "21.0245", "105.84117", 0, 7552},
    {"Lagos", "Lagos", "NG", "6.45407", "3.39467", 0, 37148},
    {"Shenzhen", "Guangdong", "CN", "22.54554", "114.0683", 0, 4134},
    {"Bucharest", "Bucuresti", "RO", "44.43225", "26.10626", 0, 9009},
};

constexpr Result all_results[] = {
    {0, 8035, 8790, Outcome::success, ""},
    {50126, 560, 45, Outcome::failure, "The user name or the password is wrong."},
    {50140, 330, 0, Outcome::interrupted, "The user was asked whether to stay signed in."},
    {50074, 290, 110, Outcome::interrupted, "A second factor is required and was not presented."},
    {50076, 190, 130, Outcome::interrupted, "A second factor is required by a policy or from this place."},
    {53003, 110, 140, Outcome::failure, "A Conditional Access policy blocked the sign-in."},
    {50053, 75, 10, Outcome::failure, "The account is locked: too many attempts with a wrong password."},
    {50058, 70, 60, Outcome::interrupted, "No session could be used for a silent sign-in."},
    {500121, 65, 5, Outcome::failure, "The second factor was denied or timed out."},
    {70044, 50, 190, Outcome::failure, "The session ended: the sign-in frequency of a policy was reached."},
    {65001, 40, 30, Outcome::interrupted, "Nobody consented to what the application asks for."},
    {50055, 35, 20, Outcome::interrupted, "The password has expired."},
    {50072, 30, 5, Outcome::interrupted, "The user has to register for a second factor."},
    {16000, 25, 20, Outcome::interrupted, "Several identities fit; the user has to choose one."},
    {50097, 20, 40, Outcome::interrupted, "The device has to authenticate."},
    {50125, 15, 5, Outcome::interrupted, "A password reset interrupted the sign-in."},
    {50057, 12, 15, Outcome::failure, "The account is disabled."},
    {50105, 10, 15, Outcome::failure, "The user is not assigned to the application."},
    {53000, 8, 35, Outcome::failure, "The device does not comply with the policy."},
    {50144, 6, 5, Outcome::interrupted, "The on-premises password has expired."},
    {90094, 5, 5, Outcome::failure, "An administrator has to consent."},
    {50034, 4, 2, Outcome::failure, "The directory does not know this user."},
    {700082, 4, 180, Outcome::failure, "The refresh token expired: it was not used for too long."},
    {50173, 3, 90, Outcome::failure, "The grant was revoked; a new token is needed."},
    {81010, 3, 20, Outcome::interrupted, "The Kerberos ticket for silent sign-on is expired or not valid."},
    {700016, 2, 13, Outcome::failure, "The directory does not know this application."},
    {90014, 2, 10, Outcome::failure, "The request lacks a field."},
    {530032, 1, 10, Outcome::failure, "A security policy of the tenant blocked the sign-in."},
};

constexpr std::string_view graph_id = "00000003-0000-0000-c000-000000000000";
constexpr std::string_view exchange_id = "00000002-0000-0ff1-ce00-000000000000";
constexpr std::string_view sharepoint_id = "00000003-0000-0ff1-ce00-000000000000";
constexpr std::string_view management_id = "797f4846-ba00-4fd7-ba43-dac1f8f63013";
constexpr std::string_view directory_id = "00000002-0000-0000-c000-000000000000";

constexpr Application all_applications[] = {
    {"1fec8e78-bce4-4aaf-ab1b-5451cc387264", "Microsoft Teams", graph_id, "Microsoft Graph"},
    {"9199bf20-a13f-4107-85dc-02114787ef48", "One Outlook Web", exchange_id, "Office 365 Exchange Online"},
    {"4765445b-32c6-49b0-83e6-1d93765276ca", "OfficeHome", sharepoint_id, "OfficeHome"},
    {sharepoint_id, "Office 365 SharePoint Online", sharepoint_id, "Office 365 SharePoint Online"},
    {"d3590ed6-52b3-4102-aeff-aad2292ab01c", "Microsoft Office", exchange_id, "Office 365 Exchange Online"},
    {"27922004-5251-4030-b22d-91ecd9a37ea4", "Outlook Mobile", exchange_id, "Office 365 Exchange Online"},
    {exchange_id, "Office 365 Exchange Online", exchange_id, "Office 365 Exchange Online"},
    {"29d9ed98-a469-4536-ade2-f981bc1d605e", "Microsoft Authentication Broker", graph_id, "Microsoft Graph"},
    {"c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "Azure Portal", management_id, "Windows Azure Service Management API"},
    {"19db86c3-b2b9-44cc-b339-36da233a3be2", "My Signins", graph_id, "Microsoft Graph"},
    {"2793995e-0a7d-40d7-bd35-6968ba142197", "My Apps", graph_id, "Microsoft Graph"},
    {"04b07795-8ddb-461a-bbee-02f9e1bf7b46", "Microsoft Azure CLI", management_id,
     "Windows Azure Service Management API"},
    {"1950a258-227b-4e31-a9cf-717495945fc2", "Microsoft Azure PowerShell", management_id,
     "Windows Azure Service Management API"},
    {"14d82eec-204b-4c2f-b7e8-296a70dab67e", "Microsoft Graph Command Line Tools", graph_id, "Microsoft Graph"},
    {"1b730954-1685-4b74-9bfd-dac224a7b894", "Azure Active Directory PowerShell", directory_id,
     "Windows Azure Active Directory"},
};

constexpr Client all_clients[] = {
    {"Windows 10", "Edge %.0.0",
     "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%.0.0.0 Safari/537.36 "
     "Edg/%.0.0.0",
     "Browser", 118, 14, 300},
    {"Windows 10", "Chrome %.0.0",
     "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%.0.0.0 Safari/537.36",
     "Browser", 118, 14, 160},
    {"Windows 11", "Edge %.0.0",
     "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%.0.0.0 Safari/537.36 "
     "Edg/%.0.0.0 OS/10.0.22631",
     "Browser", 118, 14, 110},
    {"Windows 10", "Rich Client %.11.0", "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Win64; x64; ms-office %)",
     "Mobile Apps and Desktop clients", 14, 6, 60},
    {"MacOs", "Safari %.1",
     "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%.1 "
     "Safari/605.1.15",
     "Browser", 14, 5, 60},
    {"MacOs", "Chrome %.0.0",
     "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%.0.0.0 "
     "Safari/537.36",
     "Browser", 118, 12, 45},
    {"Ios 17", "Mobile Safari %.1",
     "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%.1 "
     "Mobile/15E148 Safari/604.1",
     "Browser", 15, 4, 95},
    {"Ios 17", "", "Outlook-iOS/726.%.prod.iphone (4.%.0)", "Mobile Apps and Desktop clients", 2408, 9, 70},
    {"Android", "Chrome Mobile %.0",
     "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%.0.0.0 Mobile "
     "Safari/537.36",
     "Browser", 118, 12, 70},
    {"Android", "", "Dalvik/2.1.0 (Linux; U; Android 14; SM-G99%B Build/UP1A) PKeyAuth/1.0",
     "Mobile Apps and Desktop clients", 1, 9, 45},
    {"Linux", "Firefox %.0", "Mozilla/5.0 (X11; Linux x86_64; rv:%.0) Gecko/20100101 Firefox/%.0", "Browser", 121, 10,
     18},
    {"Windows 10", "Firefox %.0", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:%.0) Gecko/20100101 Firefox/%.0",
     "Browser", 121, 10, 25},
    {"", "", "azsdk-python-identity/1.%.0 Python/3.11.4 (Linux-5.15.0-x86_64-with-glibc2.35)",
     "Mobile Apps and Desktop clients", 12, 5, 4},
    {"", "", "BAV2ROPC", "Exchange ActiveSync", 1, 1, 3},
    {"", "Python Requests 2.%", "python-requests/2.%.0", "Browser", 25, 6, 0},
    {"", "", "fasthttp", "Browser", 1, 1, 0},
    {"", "", "BAV2ROPC", "Authenticated SMTP", 1, 1, 0},
    {"", "", "axios/1.%.2", "Browser", 4, 4, 0},
    {"Windows 7", "Chrome %.0",
     "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%.0.4430.85 Safari/537.36",
     "Browser", 88, 3, 0},
};

constexpr Policy all_policies[] = {
    {"Require MFA for everyone", R"(["Mfa"])", "[]"},
    {"Block legacy authentication", R"(["Block"])", "[]"},
    {"Require a compliant device", R"(["RequireCompliantDevice"])", "[]"},
    {"Sign-in frequency on shared devices", "[]", R"(["SignInFrequency"])"},
    {"Block countries without offices", R"(["Block"])", "[]"},
    {"MFA for administrators", R"(["Mfa"])", "[]"},
    {R"(Session control for \"Ledger\")", "[]", R"(["CloudAppSecurity"])"},
    {"Terms of use for guests", R"(["TermsOfUse"])", "[]"},
    {"Block risky sign-ins", R"(["Block"])", "[]"},
    {"Password change on user risk", R"(["Mfa","PasswordChange"])", "[]"},
    {"App protection on phones", R"(["RequireApprovedApp"])", "[]"},
    {"Pilot: phishing-resistant MFA", R"(["AuthenticationStrength"])", "[]"},
};

constexpr std::string_view all_given_names[] = {
    "Amina",  "Bj\u00f6rn", "Catherine", "Dmitri", "Elif",   "Fergus",   "Giulia",  "Hana",  "Ivo",     "Jos\u00e9",
    "Kirsty", "Lena",       "Mateusz",   "Nadia",  "Oluchi", "Priya",    "Quentin", "Rahul", "Saoirse", "Tomasz",
    "Ursula", "Viktor",     "Wanjiru",   "Xavier", "Yuki",   "Zo\u00eb", "Aoife",   "Bruno", "Chiara",  "Daniel",
    "Emma",   "Farid",      "Greta",     "Henrik", "Isla",   "Jonas",    "Katrin",  "Liam",  "Mei",     "Noor"};

constexpr std::string_view all_family_names[] = {"Abbott",      "Becker",  "Campbell",    "Dvo\u0159\u00e1k",
                                                 "Eriksen",     "Fischer", "Garc\u00eda", "Hughes",
                                                 "Ito",         "Jansen",  "Kumar",       "Lindqvist",
                                                 "M\u00fcller", "Novak",   "O'Brien",     "Patel",
                                                 "Quinn",       "Rossi",   "Schmidt",     "Tanaka",
                                                 "Ueda",        "Vasquez", "Walsh",       "Xu",
                                                 "Yilmaz",      "Zimmer",  "Andersson",   "Bianchi",
                                                 "Costa",       "Dubois",  "Evans",       "Fraser",
                                                 "Gruber",      "Hansen",  "Ivanova",     "Jones",
                                                 "Kowalski",    "Laurent", "MacLeod",     "Nielsen",
                                                 "Okafor",      "Pereira", "Reid",        "Sharma",
                                                 "Thomson",     "Ulrich",  "Virtanen",    "Weber",
                                                 "Young",       "Zhang"};

constexpr std::string_view all_domains[] = {"tidewater.example",    "tidewater.de.example",  "harbour-freight.example",
                                            "tidewater.us.example", "kestrelmarine.example", "tidewater.in.example",
                                            "northquay.example",    "skerry-labs.example",   "lochside.example"};

constexpr std::string_view all_guest_domains[] = {"auditors.example",  "brightwind.example",  "copperline.example",
                                                  "delta-law.example", "eastyard.example",    "fjordbank.example",
                                                  "gridworks.example", "heronconsult.example"};

constexpr std::string_view all_subjects[] = {
    "Ledger", "Cargo", "Crew",   "Customs", "Dock",   "Fleet",  "Freight", "Harbour", "Invoice",  "Payroll",
    "Pilot",  "Quay",  "Safety", "Tariff",  "Travel", "Vessel", "Voyage",  "Weather", "Workshop", "Yard"};

constexpr std::string_view all_kinds[] = {"Portal",  "Planner",  "API",     "Desk",
                                          "Archive", "Insights", "Gateway", "Mobile"};

}  // namespace

std::span<const Place> places() { return all_places; }
std::span<const Result> results() { return all_results; }
std::span<const Application> applications() { return all_applications; }
std::span<const Client> clients() { return all_clients; }
std::span<const Policy> policies() { return all_policies; }
std::span<const std::string_view> given_names() { return all_given_names; }
std::span<const std::string_view> family_names() { return all_family_names; }
std::span<const std::string_view> domains() { return all_domains; }
std::span<const std::string_view> guest_domains() { return all_guest_domains; }
std::span<const std::string_view> subjects() { return all_subjects; }
std::span<const std::string_view> kinds() { return all_kinds; }

}  // namespace kelpie::generate::catalog
