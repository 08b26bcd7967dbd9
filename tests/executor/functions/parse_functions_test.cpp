#include <string>
#include <vector>

#include "executor/error.hpp"
#include "executor/functions/families.hpp"
#include "tests/executor/functions/call_function.hpp"

namespace kelpie::executor::test {

namespace {

const FunctionCaller functions{add_parse_functions};

Value call(std::string_view name, std::vector<Value> arguments) { return functions.call(name, std::move(arguments)); }
std::string converted(std::string_view name, std::string_view argument) {
  return std::string(call(name, {text(argument)}).as_text());
}
std::string read(std::string_view name, std::string_view argument) {
  return functions.call_json(name, {text(argument)});
}
std::string field(std::string_view name, std::string_view argument, std::string_view key) {
  const Value value = call(name, {text(argument)});
  return tables::to_text(tables::DynamicView(value.as_text()).find(key));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(parse_functions)

BOOST_AUTO_TEST_CASE(base64_goes_both_ways) {
  for (const char* sample : {"", "K", "Ku", "Kus", "Kusto", "été 😀"}) {
    BOOST_TEST(converted("base64_decode_tostring", converted("base64_encode_tostring", sample)) == sample);
  }
  BOOST_TEST(converted("base64_encode_tostring", "Kusto") == "S3VzdG8=");
  BOOST_TEST(converted("base64_decode_tostring", "S3VzdG8") == "Kusto");
  BOOST_TEST(read("base64_decode_toarray", "S3VzdG8=") == "[75,117,115,116,111]");
  BOOST_TEST(call("base64_encode_fromarray", {json("[75,117,115,116,111]")}) == text("S3VzdG8="));
}

BOOST_AUTO_TEST_CASE(what_is_no_base64_gives_nothing) {
  for (const char* wrong : {"S", "S3V$", "S3Vz dG8=", "=", "S===", "S3=V"}) {
    BOOST_TEST(converted("base64_decode_tostring", wrong).empty(), wrong);
    BOOST_TEST(read("base64_decode_toarray", wrong) == "null", wrong);
  }
  BOOST_TEST(converted("base64_decode_tostring", "U3RyaW5n0KHR0tGA0L7Rh9C60LA=").empty());
  BOOST_TEST(call("base64_encode_fromarray", {json("[256]")}) == text(""));
  BOOST_TEST(call("base64_encode_fromarray", {json("[-1]")}) == text(""));
  BOOST_TEST(call("base64_encode_fromarray", {json("[\"a\"]")}) == text(""));
  BOOST_TEST(call("base64_encode_fromarray", {json("7")}) == text(""));
}

BOOST_AUTO_TEST_CASE(guids_are_encoded_in_the_order_of_dotnet) {
  const Value guid = Value::guid(*tables::parse_guid("10e99626-bc2b-4c75-bb3e-fe606de25700"));
  BOOST_TEST(call("base64_decode_toguid", {text("JpbpECu8dUy7Pv5gbeJXAA==")}) == guid);
  BOOST_TEST(call("base64_encode_fromguid", {guid}) == text("JpbpECu8dUy7Pv5gbeJXAA=="));
  BOOST_TEST(call("base64_decode_toguid", {text("abcd1231")}).is_null());
}

BOOST_AUTO_TEST_CASE(a_url_has_eight_parts) {
  BOOST_TEST(
      read("parse_url", "scheme://username:password@host:1234/this/is/a/path?k1=v1&k2=v2#fragment") ==
      R"({"Scheme":"scheme","Host":"host","Port":"1234","Path":"/this/is/a/path","Username":"username","Password":"password",)"
      R"("Query Parameters":{"k1":"v1","k2":"v2"},"Fragment":"fragment"})");
  BOOST_TEST(
      read("parse_url", "") ==
      R"({"Scheme":"","Host":"","Port":"","Path":"","Username":"","Password":"","Query Parameters":{},"Fragment":""})");
  BOOST_TEST(field("parse_url", "https://[::1]:8443/", "Host") == "[::1]");
  BOOST_TEST(field("parse_url", "https://[::1]:8443/", "Port") == "8443");
  BOOST_TEST(field("parse_url", "https://user@host", "Host") == "host");
  BOOST_TEST(field("parse_url", "https://user@host", "Username").empty());
  BOOST_TEST(field("parse_url", "https://host?a=b", "Host") == "host");
  BOOST_TEST(field("parse_url", "https://host/a:b", "Path") == "/a:b");
  BOOST_TEST(field("parse_url", "mailto:ada@contoso.com", "Path") == "ada@contoso.com");
  BOOST_TEST(field("parse_url", "/only/a/path#x", "Path") == "/only/a/path");
}

BOOST_AUTO_TEST_CASE(query_parameters_are_sorted_and_gathered) {
  BOOST_TEST(read("parse_urlquery", "k2=v2&k1=v1&k2=v3") == R"({"Query Parameters":{"k1":"v1","k2":["v2","v3"]}})");
  BOOST_TEST(read("parse_urlquery", "&&a&=b&c=&d=e=f&") == R"({"Query Parameters":{"d":"e=f"}})");
  BOOST_TEST(read("parse_urlquery", "") == R"({"Query Parameters":{}})");
}

BOOST_AUTO_TEST_CASE(texts_are_percent_encoded_and_decoded) {
  BOOST_TEST(converted("url_encode", "https://www.bing.com/hello world") == "https%3a%2f%2fwww.bing.com%2fhello+world");
  BOOST_TEST(converted("url_encode_component", "https://www.bing.com/hello world/") ==
             "https%3a%2f%2fwww.bing.com%2fhello%20world%2f");
  BOOST_TEST(converted("url_decode", "https%3a%2F%2fwww.bing.com%2f+%C3%A9") == "https://www.bing.com/ é");
  BOOST_TEST(converted("url_decode", "100%,%4,%zz,%") == "100%,%4,%zz,%");
  BOOST_TEST(converted("url_decode", "a%ffb") == "a\uFFFDb");
}

BOOST_AUTO_TEST_CASE(paths_are_taken_apart) {
  const auto part = [](std::string_view path, std::string_view key) { return field("parse_path", path, key); };
  BOOST_TEST(
      read("parse_path", "C:\\temp\\file.txt") ==
      R"({"Scheme":"","RootPath":"C:","DirectoryPath":"C:\\temp","DirectoryName":"temp","Filename":"file.txt","Extension":"txt",)"
      R"("AlternateDataStreamName":""})");
  BOOST_TEST(part("file://C:/temp/file.txt:some.exe", "AlternateDataStreamName") == "some.exe");
  BOOST_TEST(part("file://C:/temp/file.txt:some.exe", "Extension") == "txt");
  BOOST_TEST(part("file://C:/temp/file.txt:some.exe", "Scheme") == "file");
  BOOST_TEST(part("\\\\shared\\users\\temp\\file.txt.gz", "DirectoryPath") == "\\\\shared\\users\\temp");
  BOOST_TEST(part("\\\\shared\\users\\temp\\file.txt.gz", "Extension") == "gz");
  BOOST_TEST(part("/usr/lib/temp/file", "DirectoryName") == "temp");
  BOOST_TEST(part("/usr/lib/temp/file", "Extension").empty());
  BOOST_TEST(part("file.txt", "Filename") == "file.txt");
  BOOST_TEST(part("\\\\?\\C:\\temp\\x", "RootPath") == "C:");
  BOOST_TEST(part("", "Filename").empty());
}

BOOST_AUTO_TEST_CASE(versions_become_numbers_that_compare) {
  const auto version = [](std::string_view value) { return call("parse_version", {text(value)}); };
  BOOST_TEST(tables::to_text(version("1.2.3.4")) == "1000000020000000300000004");
  BOOST_TEST(tables::to_text(version("0.0.0.5")) == "5");
  BOOST_TEST(version("1") == version("1.0.0.0"));
  BOOST_TEST(version("1.0") == version("01.00000000"));
  for (const char* wrong : {"", "1.", ".1", "1..2", "1.2.3.4.5", "a", "1.123456789", "-1", "1.2 "})
    BOOST_TEST(version(wrong).is_null(), wrong);
}

BOOST_AUTO_TEST_CASE(the_first_record_of_csv_is_read) {
  BOOST_TEST(read("parse_csv", "aa,\"b,b\",cc,\"Escaping: \"\"Title\"\"\",\"line1\nline2\"") ==
             R"(["aa","b,b","cc","Escaping: \"Title\"","line1\nline2"])");
  BOOST_TEST(read("parse_csv", "a,b\r\nc,d") == R"(["a","b"])");
  BOOST_TEST(read("parse_csv", "") == R"([""])");
  BOOST_TEST(read("parse_csv", ",") == R"(["",""])");
  BOOST_TEST(read("parse_csv", "\"open") == R"(["open"])");
  BOOST_TEST(read("parse_csv", "a\"b\"") == R"(["a\"b\""])");
}

BOOST_AUTO_TEST_CASE(command_lines_are_split_as_windows_does) {
  const auto split = [](std::string_view line) {
    return functions.call_json("parse_command_line", {text(line), text("Windows")});
  };
  BOOST_TEST(split("echo \"hello world!\"") == R"(["echo","hello world!"])");
  BOOST_TEST(split("\"C:\\Program Files\\x.exe\"  a\tb ") == R"(["C:\\Program Files\\x.exe","a","b"])");
  BOOST_TEST(split("x a\\\\b \"a\\\\b\" a\\\\\\\"b \"a\\\\\"") == R"(["x","a\\\\b","a\\\\b","a\\\"b","a\\"])");
  BOOST_TEST(split("x \"a\"\"b\" \"\"") == R"(["x","a\"b",""])");
  BOOST_TEST(split("x \"open end") == R"(["x","open end"])");
  BOOST_TEST(split("") == "[]");
  BOOST_CHECK_THROW((void)functions.call_json("parse_command_line", {text("x"), text("posix")}), QueryError);
}

BOOST_AUTO_TEST_CASE(xml_becomes_bags) {
  BOOST_TEST(read("parse_xml", "<e/>") == R"({"e":null})");
  BOOST_TEST(read("parse_xml", "<e>text</e>") == R"({"e":"text"})");
  BOOST_TEST(read("parse_xml", "<e name=\"value\" />") == R"({"e":{"@name":"value"}})");
  BOOST_TEST(read("parse_xml", "<e name='value'>text</e>") == R"({"e":{"@name":"value","#text":"text"}})");
  BOOST_TEST(read("parse_xml", "<e> <a>text</a> <b>text</b> </e>") == R"({"e":{"a":"text","b":"text"}})");
  BOOST_TEST(read("parse_xml", "<e><a>1</a><b/><a>2</a></e>") == R"({"e":{"a":["1","2"],"b":null}})");
  BOOST_TEST(read("parse_xml", "<e> text <a>text</a> </e>") == R"({"e":{"#text":"text","a":"text"}})");
  BOOST_TEST(read("parse_xml",
                  "<?xml version=\"1.0\"?><!DOCTYPE e [<!ENTITY x \">\">]><!-- <no> "
                  "--><e>&lt;&#233;&#x1F600;<![CDATA[<&]]></e>") == R"({"e":"<é😀<&"})");
}

BOOST_AUTO_TEST_CASE(malformed_xml_is_null) {
  for (const char* wrong : {"",
                            "text",
                            "<e>",
                            "</e>",
                            "<e></f>",
                            "<e/><f/>",
                            "<e/>text",
                            "<e a></e>",
                            "<e a=b/>",
                            "<e a=\"b/>",
                            "<e>&x;</e>",
                            "<e>&lt</e>",
                            "<e>&#0;</e>",
                            "<e>&#x110000;</e>",
                            "< e/>",
                            "<e a='1'b='2'/>",
                            "<!--",
                            "<?xml",
                            "<![CDATA[x]]>",
                            "<!DOCTYPE e",
                            "<e",
                            "<"}) {
    BOOST_TEST(read("parse_xml", wrong) == "null", wrong);
  }
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<e>";
  BOOST_TEST(read("parse_xml", deep) == "null");
  BOOST_TEST(read("parse_xml", "<e>" + std::string(1024 * 1024, 'x') + "</e>") == "null");
}

BOOST_AUTO_TEST_CASE(punycode_goes_both_ways) {
  BOOST_TEST(converted("punycode_from_string", "académie-française") == "acadmie-franaise-npb1a");
  BOOST_TEST(converted("punycode_from_string", "艺术") == "cqv902d");
  BOOST_TEST(converted("punycode_to_string", "acadmie-franaise-npb1a") == "académie-française");
  BOOST_TEST(converted("punycode_domain_to_string", "Riðill｡Skáldskaparmál｡org") ==
             "xn--Riill-jta.xn--Skldskaparml-dbbj.org");
  BOOST_TEST(converted("punycode_domain_from_string", "xn--Ry-lja8c.xn--Jng-uta63a.xn--Bng-9ka.com") ==
             "Rúyì.Jīngū.Bàng.com");
  BOOST_TEST(converted("punycode_domain_from_string", "plain.example.") == "plain.example.");
  BOOST_TEST(converted("punycode_to_string", converted("punycode_from_string", "😀a😀")) == "😀a😀");
}

BOOST_AUTO_TEST_CASE(malformed_punycode_is_empty) {
  for (const char* wrong : {"é", "a-!", "a-99999999", "zzzzzzzzzzzz", "x-0"})
    BOOST_TEST(converted("punycode_to_string", wrong).empty(), wrong);
  BOOST_TEST(converted("punycode_from_string", std::string(10'000, 'a')).empty());
}

BOOST_AUTO_TEST_CASE(compressed_texts_are_read) {
  BOOST_TEST(converted("zlib_decompress_from_base64_string", "eJzLTs0pAAAEJwGt") == "kelp");
  BOOST_TEST(converted("zlib_compress_to_base64_string", "1234567890qwertyuiop") ==
             "eAEBFADr/zEyMzQ1Njc4OTBxd2VydHl1aW9wOAkGdw==");
  std::string forest;
  for (int i = 0; i < 60; ++i) {
    if (i > 0) forest += ' ';
    forest += "kelp " + std::to_string(i * i % 97) + " forest " + std::to_string(i * 7 % 31) + " seal " +
              std::string(static_cast<std::size_t>(i % 9), static_cast<char>('a' + i % 26));
  }
  // Made by gzip -9 with a file name: one block with Huffman codes of its own.
  const std::string gzip =
      "H4sICAAAAAAC/2tlbHAudHh0AGVTa3qDMAy7CkdoEkjCcdpC9yhduz7ottMPsGwHV7/yWV8UO5aO/XCpNtXhfO1v9+lw67dDVR3n"
      "quNqouqOyjWXXU31/Z6IlgnviOi6DkpRqExUP4E43zAHucMM4oLcc5B8W4BG5EEH1XcC0VEanZ5Y6A+A+CzzuXLqwFVoHtGmjg21"
      "YUAbSd7xxJxOJ6KSF6ol6msCBJmC3HkGWtDOoHhZgLnkpoPoNwFbkP/0kegrAHEZ0JdjJ/EARO9Ynb4GuceDmEaFAjHjOKIH2VuA"
      "o54T8F3ykdD7mYF7Ojgkfxfgpj4I1T8CLuu+YdgtgH5lwlAOnuVJiMLNUf7RJbYzNqcLr8XNEMsmSerlpjZxKpzsvc1UaeT8EqyV"
      "j6Oz4foEsHAbMCzW2WzBzznaWLGdY7SJEjfX2YSpcLM3iSq87LJNVWnlaIO1MnIbbLhuAOZoTMJg9NaGC35Ojc0V2zkFGylxc7Jp"
      "UjOrXlt4+aWJWFrZds7JWhlZB+d07QDzbXG172yz1dn9cKzYzbpUTpS4Wa0Q1M0v/tkUZv4HVTbYymkGAAA=";
  BOOST_TEST(converted("gzip_decompress_from_base64_string", gzip) == forest);
  for (const std::string& sample : {std::string(), std::string("kelp"), std::string(200'000, 'k') + "é"}) {
    BOOST_TEST(converted("gzip_decompress_from_base64_string", converted("gzip_compress_to_base64_string", sample)) ==
               sample);
    BOOST_TEST(converted("zlib_decompress_from_base64_string", converted("zlib_compress_to_base64_string", sample)) ==
               sample);
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_decompressed_is_empty) {
  for (const char* wrong :
       {"", "x0x0x0", "eJzLTs0pAAAEJwGu", "eJzLTs0pAAAE", "eJzLTs0p", "eJw=", "eJwHAAAAAAA=", "!"}) {
    BOOST_TEST(converted("zlib_decompress_from_base64_string", wrong).empty(), wrong);
    BOOST_TEST(converted("gzip_decompress_from_base64_string", wrong).empty(), wrong);
  }
}

BOOST_AUTO_TEST_CASE(user_agents_are_recognised) {
  const auto look = [](std::string_view agent, std::string_view part) {
    return functions.call_json("parse_user_agent", {text(agent), text(part)});
  };
  const std::string edge =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/81.0.4044.138 "
      "Safari/537.36 Edg/81.0.416.72";
  BOOST_TEST(look(edge, "browser") ==
             R"({"Browser":{"Family":"Edge","MajorVersion":"81","MinorVersion":"0","Patch":"416"}})");
  BOOST_TEST(
      look(edge, "OS") ==
      R"({"OperatingSystem":{"Family":"Windows","MajorVersion":"10","MinorVersion":"","Patch":"","PatchMinor":""}})");
  BOOST_TEST(look(edge, "device") == R"({"Device":{"Family":"Other","Brand":"","Model":""}})");
  const std::string iphone =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 "
      "Mobile/15E148 Safari/604.1";
  BOOST_TEST(functions.call_json("parse_user_agent", {text(iphone), json(R"(["device","os","browser"])")}) ==
             R"({"Browser":{"Family":"Mobile Safari","MajorVersion":"17","MinorVersion":"1","Patch":""},)"
             R"("OperatingSystem":{"Family":"iOS","MajorVersion":"17","MinorVersion":"1","Patch":"2","PatchMinor":""},)"
             R"("Device":{"Family":"iPhone","Brand":"Apple","Model":"iPhone"}})");
  const std::string samsung =
      "Mozilla/5.0 (Linux; Android 13; SM-S901B Build/TP1A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/112.0.0.0 "
      "Mobile Safari/537.36";
  BOOST_TEST(look(samsung, "device") ==
             R"({"Device":{"Family":"Samsung SM-S901B","Brand":"Samsung","Model":"SM-S901B"}})");
  BOOST_TEST(look(samsung, "browser") ==
             R"({"Browser":{"Family":"Chrome Mobile","MajorVersion":"112","MinorVersion":"0","Patch":"0"}})");
  BOOST_TEST(look("", "browser") == R"({"Browser":{"Family":"Other","MajorVersion":"","MinorVersion":"","Patch":""}})");
  BOOST_CHECK_THROW((void)look("x", "engine"), QueryError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::executor::test
