/// Reads a date of HTTP in any of its three forms (RFC 9110 §5.6.7).
enum HTTPDateParser {
    /// Seconds since 1970, or `nil` for what is no date.
    static func seconds(_ text: [UInt8]) -> Int? {
        let words = String(decoding: text, as: UTF8.self).split { " ,-".contains($0) }
        guard words.count >= 5, let clockIndex = words.firstIndex(where: { $0.contains(":") }),
            let month = words.firstIndex(where: { months.contains(String($0.prefix(3))) })
        else { return nil }
        let clock = words[clockIndex].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3, clock[0] < 24, clock[1] < 60, clock[2] <= 60,
            let monthNumber = months.firstIndex(of: String(words[month].prefix(3)))
        else { return nil }
        // `Sun Nov  6 08:49:37 1994` has the day behind the month, the others before it.
        let isAsctime = month == 0 || Int(words[month - 1]) == nil
        guard words.indices.contains(month + 1), let day = Int(words[isAsctime ? month + 1 : month - 1]), (1...31).contains(day),
            words.indices.contains(isAsctime ? clockIndex + 1 : month + 1),
            var year = Int(words[isAsctime ? clockIndex + 1 : month + 1]), year >= 0, year < 10_000
        else { return nil }
        // Two digits are the nearest year that is not more than fifty ahead.
        if year < 100 { year += year < 70 ? 2000 : 1900 }
        return days(year, monthNumber + 1, day) * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Days from 1970-01-01 in the Gregorian calendar, counted in eras of 400 years that begin in March.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
