Console.WriteLine("qosnets");
