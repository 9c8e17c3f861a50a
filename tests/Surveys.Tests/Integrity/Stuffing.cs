namespace Surveys.Tests.Integrity;

/// <summary>Invented interactions that are answered by those who report them.</summary>
internal static class Stuffing
{
    private const double Day = 24 * 3600;

    /// <summary>A script answers the links of invented interactions at ten a second.</summary>
    public static void Burst(SimulatedMonth month, int ballots, Random random)
    {
        var start = random.Next(1, 28) * Day;
        for (var i = 0; i < ballots; i++)
        {
            month.AddUnreachable();
            month.AddBallot(isShown: true, start + (i / 10.0), start + 2 + (i / 10.0), "5,yes,5,5,yes,yes,no,daily");
        }
    }

    /// <summary>
    /// Links are answered one by one in daily life, with answers like those of citizens; two of three are left
    /// unanswered.
    /// </summary>
    public static void Patient(SimulatedMonth month, int ballots, Random random)
    {
        for (var i = 0; i < ballots; i++)
        {
            month.AddUnreachable();
            month.AddUnreachable();
            month.AddUnreachable();
            var reported = HonestService.SomeTime(random);
            var answered = reported + HonestService.AnswerDelay(random);
            month.AddBallot(isShown: true, reported, answered, HonestService.Combination(4.8, random));
        }
    }

    /// <summary>SIM cards bought in a row reply to their texts as citizens do.</summary>
    public static void SimCards(SimulatedMonth month, int ballots, Random random)
    {
        for (var i = 0; i < ballots; i++)
        {
            month.AddReachable(isReached: true, isNew: true, isRepeated: false, isNeighbour: true);
            var reported = HonestService.SomeTime(random);
            var answered = reported + (15 * 60) + HonestService.AnswerDelay(random);
            month.AddBallot(isShown: false, reported, answered, null);
        }
    }
}
